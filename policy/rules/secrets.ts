import { isArgoRelease } from '../argocd/install';
import type { Violation } from '../core/finding';
import { defineRule } from '../core/rule';
import { type Subject, TYPE } from '../core/subject';
import { at, isAbsent, isRecord, list, type Path, record, SECRET } from '../core/values';

/** Keys of chart values that hold a credential, wherever they stand. */
const SENSITIVE =
  /(password|passwd|token|secretkey|clientsecret|sshprivatekey|githubappprivatekey|privatekey|tlsclientcertkey|bearertoken|accesskey|webhooksecret|mtime_secret)$/i;

/** Keys that end like a credential and hold none. */
const HARMLESS = /(automountServiceAccountToken|existingSecret.*|.*SecretRef|createSecret|PasswordMtime)$/;

export const secretsEncrypted = defineRule({
  name: 'secrets-encrypted',
  title: 'A Secret’s content, and every credential in chart values, is a Pulumi secret.',
  why: 'A plain value stands in the state, in previews and in the logs, for everyone who may read one of them. Pulumi’s own Secret class encrypts its data; other ways to a Secret do not.',
  remediation:
    'Read the value with requireSecret, or wrap it in pulumi.secret(), and replace the credential: it may have been seen.',
  references: ['https://www.pulumi.com/docs/iac/concepts/secrets/'],
  types: [TYPE.secret, TYPE.release],
  options: {},
  asksForSecrecy: true,
  check(subject): Violation[] {
    return plainPaths(subject).map((path) => ({
      path,
      value: path.at(-1),
      found: `${path.join('.')} is plain text`,
      expected: 'a Pulumi secret',
      fix: 'read it with requireSecret or wrap it in pulumi.secret(), and replace the credential',
    }));
  },
});

/** Where something stands as clear text that must not. */
function plainPaths(subject: Subject): Path[] {
  if (subject.type === TYPE.secret) {
    return ['data', 'stringData'].flatMap((key) => leaves(subject.props[key], [key]));
  }
  const credentials = sensitive(subject.props['values'], ['values']);
  if (!isArgoRelease(subject)) return credentials;
  const extra: Path = ['values', 'configs', 'secret', 'extra'];
  return [...credentials, ...leaves(at(subject.props, extra), extra)];
}

function leaves(value: unknown, path: Path): Path[] {
  if (value === SECRET || isAbsent(value)) return [];
  if (!isRecord(value)) return [path];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key]));
}

function sensitive(value: unknown, path: Path): Path[] {
  if (Array.isArray(value)) return list(value).flatMap((item, index) => sensitive(item, [...path, index]));
  return Object.entries(record(value)).flatMap(([key, child]) => {
    const here = [...path, key];
    if (!SENSITIVE.test(key) || HARMLESS.test(key)) return sensitive(child, here);
    return typeof child === 'string' && child !== '' ? [here] : sensitive(child, here);
  });
}
