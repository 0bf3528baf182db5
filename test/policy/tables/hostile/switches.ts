import { deployment, put, release } from '../../support/resources';
import { allows, denies } from '../../support/table';

const POD = 'spec.template.spec.containers[0]';
export const variable = (name: string, value: unknown) => ({ name, value });

const nameOf = (executable: string) => executable.replace('notifications', 'notifications-controller');

/** A Deployment that doesn't say what it runs. */
const named = (executable: string, container: object) =>
  put(deployment(executable, container), 'metadata.name', nameOf(executable));

/** A parameter that must not be on, and every way to set it besides argocd-cmd-params-cm. */
export function switches(component: string, executable: string, name: string, flag: string) {
  const values = `values.${component}`;
  const env = (value: unknown) =>
    put(release(), `${values}.env`, [variable('X', 'true'), variable(name, value)]);
  const args = (...words: unknown[]) => put(release(), `${values}.extraArgs`, words);
  const pod = (container: object) => deployment(executable, container);
  return [
    denies(`${name} in values`, env('true'), [`${values}.env[1].value = true`]),
    allows(`${name} off in values`, env('false')),
    allows(`${name} of another chart`, put(env('true'), 'chart', 'other')),
    denies(`${name} for all components`, put(release(), 'values.global.env', [variable(name, '1')]), [
      'values.global.env[0].value = 1',
    ]),
    denies(`--${flag} in values`, args('--x', `--${flag}`), [`${values}.extraArgs[1] = --${flag}`]),
    denies(`--${flag} before another word`, args(`--${flag}`, 'false'), [
      `${values}.extraArgs[0] = --${flag}`,
    ]),
    denies(`--${flag}=true in values`, args(`--${flag}=true`), [`${values}.extraArgs[0] = --${flag}=true`]),
    allows(`--${flag}=false in values`, args(`--${flag}=false`)),
    allows(`an option that only starts like --${flag}`, args(`--${flag}-x`, 7)),
    denies(`${name} in a Deployment`, pod({ env: [variable(name, 'true')] }), [`${POD}.env[0].value = true`]),
    denies(`--${flag} in a Deployment`, pod({ args: [`/usr/local/bin/${executable}`, `--${flag}`] }), [
      `${POD}.args[1] = --${flag}`,
    ]),
    denies(
      `--${flag} for a shell`,
      pod({ command: ['sh', '-c', `exec ${executable} '--${flag}' x`], args: [] }),
      [`${POD}.command[2] = exec ${executable} '--${flag}' x`],
    ),
    denies(`--${flag} in a Deployment known by its name`, named(executable, { args: [`--${flag}`] }), [
      `${POD}.args[0] = --${flag}`,
    ]),
    allows(
      `--${flag} in a Deployment whose name only starts so`,
      put(pod({ args: [`--${flag}`] }), 'metadata.name', `${nameOf(executable)}-x`),
    ),
    allows(
      `--${flag} in another container of a Deployment known by its name`,
      put(named(executable, { args: [] }), 'spec.template.spec.containers.1', { args: [`--${flag}`] }),
    ),
    allows(`--${flag} of something else`, deployment('other', { args: ['other', `--${flag}`] })),
    allows(
      `${name} of another component`,
      deployment('argocd-dex-server', { env: [variable(name, 'true')] }),
    ),
    allows(
      `${name} from the ConfigMap of parameters`,
      pod({ env: [{ name, valueFrom: { configMapKeyRef: {} } }] }),
    ),
  ];
}
