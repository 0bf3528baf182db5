import { applicationSpecs } from '../argocd/application';
import { generators } from '../argocd/generators';
import type { Violation } from '../core/finding';
import { defineRule, everywhere, perEnvironment } from '../core/rule';
import { TYPE } from '../core/subject';
import { at, isAbsent, list, text } from '../core/values';

const MANUAL = 'https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/';

export const applicationSetTemplating = defineRule({
  name: 'applicationset-templating',
  title: 'An ApplicationSet uses goTemplate with missingkey=error.',
  why: 'Without them a misspelt parameter becomes empty text or stays as it is, and Applications with wrong names, paths or namespaces are made.',
  remediation: 'Set goTemplate: true and goTemplateOptions: ["missingkey=error"].',
  references: [`${MANUAL}GoTemplate/`],
  types: [TYPE.applicationSet],
  options: {},
  check({ props }): Violation[] {
    const options = list(at(props, ['spec', 'goTemplateOptions'])).map(text);
    // The last one counts.
    const strict = options.findLast((option) => option?.startsWith('missingkey=')) === 'missingkey=error';
    const goTemplate: Violation = {
      path: ['spec', 'goTemplate'],
      expected: 'true',
      fix: 'set goTemplate: true',
    };
    const missingKey: Violation = {
      path: ['spec', 'goTemplateOptions'],
      expected: 'missingkey=error, and no other missingkey after it',
      fix: 'add missingkey=error',
    };
    return [
      ...(at(props, ['spec', 'goTemplate']) === true ? [] : [goTemplate]),
      ...(strict ? [] : [missingKey]),
    ];
  },
});

export const applicationSetProject = defineRule({
  name: 'applicationset-project',
  title: 'The project of an ApplicationSet’s Applications is literal.',
  why: 'With a templated project, whoever writes a generator’s input chooses the project and so its rights. Argo CD’s manual warns of this.',
  remediation: 'Write the project’s name into the template, one ApplicationSet a project.',
  references: [`${MANUAL}Security/`],
  types: [TYPE.applicationSet],
  options: {},
  check(subject): Violation[] {
    const templated = applicationSpecs(subject)
      .filter(({ spec }) => text(spec['project'])?.includes('{{'))
      .map(({ path }) => ({ path: [...path, 'project'], expected: 'a literal name', fix: 'write the name' }));
    const patch = text(at(subject.props, ['spec', 'templatePatch'])) ?? '';
    if (!/(^|[\s{,"'])project["']?\s*:/.test(patch)) return templated;
    const found = 'spec.templatePatch sets the project';
    const expected = 'a project in the template alone';
    return [
      ...templated,
      { path: ['spec', 'templatePatch'], found, expected, fix: 'remove it from the patch' },
    ];
  },
});

export const applicationSetPatch = defineRule({
  name: 'applicationset-patch',
  title: 'An ApplicationSet has no templatePatch.',
  why: 'It is text that becomes YAML only once its template is rendered, so nobody can read from it which source, finalizer or sync option it sets; and a parameter with a line break in it writes keys of its own.',
  remediation: 'Say it in spec.template, with an ApplicationSet for each variant.',
  references: [`${MANUAL}Template/#template-patch`],
  types: [TYPE.applicationSet],
  options: {
    allowed: everywhere({ type: 'boolean', description: 'Whether a templatePatch may be used.' }, false),
  },
  check({ props }, { options }): Violation[] {
    const path = ['spec', 'templatePatch'];
    if (options.allowed || isAbsent(at(props, path))) return [];
    return [{ path, expected: 'no templatePatch', fix: 'say it in spec.template, for each variant' }];
  },
});

export const applicationSetRetention = defineRule({
  name: 'applicationset-retention',
  title: 'In production an ApplicationSet never deletes Applications, nor their objects.',
  why: 'A generator that suddenly yields less, for a moved folder or an unreachable server, would delete running services.',
  remediation: 'Set syncPolicy.applicationsSync: create-update and preserveResourcesOnDeletion: true.',
  references: [`${MANUAL}Controlling-Resource-Modification/`],
  types: [TYPE.applicationSet],
  options: {
    applicationsSync: perEnvironment<readonly string[]>(
      { type: 'array', items: { type: 'string' }, description: 'The policies that may be set; empty: any.' },
      { local: [], staging: [], production: ['create-update', 'create-only'] },
    ),
    preserve: perEnvironment(
      { type: 'boolean', description: 'Whether the objects must outlive the ApplicationSet.' },
      { local: false, staging: false, production: true },
    ),
  },
  check({ props }, { options }): Violation[] {
    const sync = ['spec', 'syncPolicy', 'applicationsSync'];
    const preserve = ['spec', 'syncPolicy', 'preserveResourcesOnDeletion'];
    const policies = options.applicationsSync;
    const policy = at(props, sync);
    const deletes = policies.length > 0 && !policies.some((name) => name === policy);
    const loses = options.preserve && at(props, preserve) !== true;
    return [
      ...(deletes ? [{ path: sync, expected: policies.join(' or '), fix: 'set create-update' }] : []),
      ...(loses ? [{ path: preserve, expected: 'true', fix: 'set it to true' }] : []),
    ];
  },
});

export const applicationSetGenerators = defineRule({
  name: 'applicationset-generators',
  title: 'In production no generator asks a code host for repositories or pull requests.',
  why: 'Such a generator makes Applications out of what outsiders can create: a repository in the organisation, or a pull request. Argo CD’s manual warns of it on its security page.',
  remediation: 'Use git, list, cluster, matrix or merge generators.',
  references: [
    `${MANUAL}Security/`,
    `${MANUAL}Generators-Pull-Request/`,
    `${MANUAL}Generators-SCM-Provider/`,
  ],
  types: [TYPE.applicationSet],
  options: {
    forbidden: perEnvironment<readonly string[]>(
      { type: 'array', items: { type: 'string' }, description: 'Generators that may not be used.' },
      { local: [], staging: [], production: ['pullRequest', 'scmProvider'] },
    ),
  },
  check({ props }, { options, environment }): Violation[] {
    return generators(props)
      .filter(({ kind }) => options.forbidden.includes(kind))
      .map(({ path, kind }) => ({
        path,
        value: kind,
        found: `a ${kind} generator`,
        expected: `none of ${options.forbidden.join(', ')} in ${environment}`,
        fix: 'list the Applications in Git, by a git or list generator',
      }));
  },
});
