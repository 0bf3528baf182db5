import { SUBMODULES } from '../argocd/parameters';
import { overrides, PARAMETER_TYPES, settingsPath } from '../argocd/settings';
import type { Violation } from '../core/finding';
import { defineRule } from '../core/rule';
import type { Subject } from '../core/subject';
import { at, type Path, record, text } from '../core/values';

const MANUAL = 'https://argo-cd.readthedocs.io/en/stable/';

export const repoServerSources = defineRule({
  name: 'repo-server-sources',
  title: 'A render is fed by listed repositories alone: no submodules, no values files by address.',
  why: 'A submodule, a values file with an address and a kustomize plugin bring in what no allowlist and no AppProject names, and Argo CD permits the first two unless told otherwise.',
  remediation:
    'Set reposerver.enable.git.submodule and applicationsetcontroller.enable.git.submodule to "false", helm.valuesFileSchemes to "", and keep kustomize.buildOptions free of plugins and load restrictions.',
  references: [
    `${MANUAL}user-guide/helm/#values-files`,
    `${MANUAL}user-guide/private-repositories/#git-submodules`,
    `${MANUAL}user-guide/kustomize/#kustomize-build-optionsparameters`,
  ],
  types: PARAMETER_TYPES,
  options: {},
  check: (subject) => [...submodules(subject), ...valuesFiles(subject), ...buildOptions(subject)],
});

/** On unless switched off. */
function submodules(subject: Subject): Violation[] {
  const params = settingsPath(subject, 'argocd-cmd-params-cm');
  const own = params ? SUBMODULES.map(({ key }) => [...params, key]) : [];
  const others = SUBMODULES.flatMap((parameter) => overrides(subject, parameter).map(({ path }) => path));
  return [...own, ...others]
    .filter((path) => !['false', false].some((off) => off === at(subject.props, path)))
    .map((path) => ({ path, expected: '"false"', fix: 'set it to "false"' }));
}

function valuesFiles(subject: Subject): Violation[] {
  const settings = settingsPath(subject, 'argocd-cm');
  if (!settings) return [];
  const path = [...settings, 'helm.valuesFileSchemes'];
  if (at(subject.props, path) === '') return [];
  return [{ path, expected: '"": no scheme', fix: 'set it to ""' }];
}

const LOOSE = /LoadRestrictionsNone|--enable[-_](exec|alpha-plugins)|--network/;

function buildOptions(subject: Subject): Violation[] {
  const settings = settingsPath(subject, 'argocd-cm');
  return Object.keys(record(settings && at(subject.props, settings)))
    .filter((key) => key.startsWith('kustomize.buildOptions'))
    .map((key): Path => [...(settings ?? []), key])
    .filter((path) => LOOSE.test(text(at(subject.props, path)) ?? ''))
    .map((path) => ({
      path,
      expected: 'neither plugins nor files from outside',
      fix: 'remove those options',
    }));
}
