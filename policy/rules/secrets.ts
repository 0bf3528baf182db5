import { isArgoRelease } from '../argocd/install';
import type { Violation } from '../core/finding';
import { defineRule } from '../core/rule';
import { nameOf, type Subject, TYPE } from '../core/subject';
import { at, isAbsent, isRecord, list, type Path, record, SECRET, text } from '../core/values';

/** Keys that hold a credential, wherever they stand. */
const SENSITIVE =
  /(password|passwd|token|(client|webhook|github|gitlab|bitbucketserver|gogs)secret|secretkey|privatekey|serviceaccountkey|clientcertkey|accesskey)$/i;

/** Keys that end like a credential and hold none. */
const HARMLESS = /(automountServiceAccountToken|existingSecret.*|.*SecretRef|createSecret|PasswordMtime)$/;

/** A credential within a text of settings, such as oidc.config; one that starts with `$` names a key of a Secret. */
const WITHIN = /^\s*-?\s*["']?(\w*(?:secret|bindPW|password))["']?\s*:\s*["']?(?![$"'\s])\S/im;

export const secretsEncrypted = defineRule({
  name: 'secrets-encrypted',
  title: 'A Secret’s content, and every credential in chart values and settings, is a Pulumi secret.',
  why: 'A plain value stands in the state, in previews and in the logs, for everyone who may read one of them. Pulumi’s own Secret class encrypts its data; other ways to a Secret do not.',
  remediation:
    'Read the value with requireSecret, or wrap it in pulumi.secret(), and replace the credential: it may have been seen.',
  references: ['https://www.pulumi.com/docs/iac/concepts/secrets/'],
  types: [TYPE.secret, TYPE.release, TYPE.configMap],
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
  const { props, type } = subject;
  if (type === TYPE.secret) return ['data', 'stringData'].flatMap((key) => leaves(props[key], [key]));
  if (type === TYPE.configMap) return nameOf(subject) === 'argocd-cm' ? within(props, ['data']) : [];
  const credentials = [
    ...sensitive(props['values'], ['values']),
    ...sensitive(props['repositoryOpts'], ['repositoryOpts']),
  ];
  if (!isArgoRelease(subject)) return credentials;
  const extra: Path = ['values', 'configs', 'secret', 'extra'];
  return [...credentials, ...leaves(at(props, extra), extra), ...within(props, ['values', 'configs', 'cm'])];
}

/** Settings with a credential in their text. */
function within(props: unknown, path: Path): Path[] {
  return Object.entries(record(at(props, path))).flatMap(([key, value]) =>
    WITHIN.test(text(value) ?? '') ? [[...path, key]] : [],
  );
}

function leaves(value: unknown, path: Path): Path[] {
  if (value === SECRET || isAbsent(value)) return [];
  if (!isRecord(value)) return [path];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key]));
}

function sensitive(value: unknown, path: Path): Path[] {
  if (Array.isArray(value)) return list(value).flatMap((item, index) => sensitive(item, [...path, index]));
  const name = text(record(value)['name']) ?? '';
  return Object.entries(record(value)).flatMap(([key, child]) => {
    const here = [...path, key];
    // A variable has its name in one field and its value in another.
    const tells = key === 'value' ? name : key;
    if (!SENSITIVE.test(tells) || HARMLESS.test(tells)) return sensitive(child, here);
    return typeof child === 'string' && child !== '' ? [here] : sensitive(child, here);
  });
}
