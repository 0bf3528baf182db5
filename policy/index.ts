import { resolve } from 'node:path';
import { PolicyPack } from '@pulumi/policy';
import { readAllowlist } from '../gitops/allowlist';
import { throwIfAny } from '../gitops/problem';
import { unpackOnce } from './pack/once';
import { toPolicy } from './pack/policy';
import { readStackConfig } from './pack/stack-config';
import { RULES } from './rules';
import { waiverProblems } from './waivers';

unpackOnce();

const allowlist = readAllowlist(resolve(__dirname, '..'));
throwIfAny(waiverProblems(allowlist));
const surroundings = { allowlist, stackConfig: readStackConfig() };

new PolicyPack('argo-bootstrap', {
  description: 'What may be installed as Argo CD, and what it may be told to deploy.',
  policies: RULES.map((rule) => toPolicy(rule, surroundings)),
});
