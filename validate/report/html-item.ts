import { escapeHtml } from './escape-html';

/** What the page's filters ask of a part; what is left out concerns all. */
interface Filtered {
  readonly environments: readonly string[];
  readonly layer?: string;
  readonly severity: 'error' | 'warning' | 'change';
}

/** The attributes by which the page filters what it shows. */
export function filterData({ environments, layer, severity }: Filtered): string {
  const attributes = { environments: environments.join(' '), layer, severity };
  return Object.entries(attributes)
    .flatMap(([name, value]) => (value === undefined ? [] : [`data-${name}="${escapeHtml(value)}"`]))
    .join(' ');
}
