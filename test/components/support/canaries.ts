import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** Secret values for a test, and what of each is looked for where it must not be. */
export interface Canary {
  readonly value: string;
  readonly marks: readonly string[];
}

/** A token. */
export function tokenCanary(): Canary {
  const value = `ghp_${randomBytes(20).toString('hex')}`;
  return canary(value);
}

/** The private key of a GitHub App. */
export function appKeyCanary(): Canary {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return canary(privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
}

/** A deploy key. */
export function deployKeyCanary(): Canary {
  const { privateKey } = generateKeyPairSync('ed25519');
  return canary(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
}

/** A value's lines, and stretches of its base64 as Secrets carry it; not the headings, which every key has. */
function canary(value: string): Canary {
  const lines = value.split('\n').filter((line) => line.length >= 20 && !line.startsWith('-----'));
  const base64 = Buffer.from(value).toString('base64');
  const stretches = value.startsWith('-----')
    ? [base64.slice(60, 100), base64.slice(-80, -50)]
    : [base64.slice(0, 40)];
  return { value, marks: [...lines, ...stretches] };
}

/** The marks that stand in a text. */
export function sightings(text: string, canaries: readonly Canary[]): string[] {
  return canaries.flatMap(({ marks }) => marks.filter((mark) => text.includes(mark)));
}

/** Watches the command lines of all processes; returns what it saw when stopped. */
export function watchProcesses(canaries: readonly Canary[]): () => string[] {
  const seen = new Set<string>();
  const timer = setInterval(() => {
    for (const text of commandLines()) for (const mark of sightings(text, canaries)) seen.add(mark);
  }, 100);
  return () => {
    clearInterval(timer);
    return [...seen];
  };
}

function commandLines(): string[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.flatMap((id) => {
    try {
      return [readFileSync(`/proc/${id}/cmdline`, 'utf8')];
    } catch {
      return [];
    }
  });
}
