/** The environments, in the order in which a change goes through them. Each is one Pulumi stack of the same name. */
export const ENVIRONMENTS = ['local', 'staging', 'production'] as const;

/** Names of environments in that order; those of another kind of tree come last, by name. */
export function inPromotionOrder(names: Iterable<string>): string[] {
  const order: readonly string[] = ENVIRONMENTS;
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...names].sort((left, right) => rank(left) - rank(right) || (left < right ? -1 : 1));
}
