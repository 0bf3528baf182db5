import { escapeHtml } from './escape-html';

/** The attributes by which the page filters what it shows. */
export function itemData(environments: readonly string[], layer: string, severity: string): string {
  return `data-item data-environments="${escapeHtml(environments.join(' '))}" data-layer="${escapeHtml(layer)}" data-severity="${severity}"`;
}
