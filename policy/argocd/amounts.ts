import { show } from '../core/values';

const BYTES: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
  ti: 2 ** 40,
};

const SECONDS: Readonly<Record<string, number>> = {
  '': 1,
  ns: 1e-9,
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** A size such as `10M` and `1Gi`; NaN where it is none. */
export function bytes(value: unknown): number {
  return amount(show(value).trim().toLowerCase(), BYTES);
}

/** A number of seconds, or a Go duration such as `1m30s`; NaN where it is neither. */
export function seconds(value: unknown): number {
  const parts =
    show(value)
      .trim()
      .match(/\d+(?:\.\d+)?[a-z]*/g) ?? [];
  if (parts.join('') !== show(value).trim()) return Number.NaN;
  return parts.reduce((sum, part) => sum + amount(part, SECONDS), 0);
}

function amount(text: string, units: Readonly<Record<string, number>>): number {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/.exec(text) ?? [];
  return digits === undefined ? Number.NaN : Number(digits) * (units[unit] ?? Number.NaN);
}
