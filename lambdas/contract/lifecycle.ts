/** Which types of event an entity can go through, and in which order: a graph as data. */
export interface Lifecycle {
  /** Types that can come first. */
  readonly starts: readonly [string, ...string[]];
  /** For each type, those that can come directly after it. A type without an entry is followed by nothing. */
  readonly next: Readonly<Record<string, readonly string[]>>;
  /** Types after which the entity can be complete, whether or not another one may follow. */
  readonly ends: readonly [string, ...string[]];
}

/** What can come directly after a type, or first of all (`undefined`). */
export const successorsOf = (lifecycle: Lifecycle, type: string | undefined): readonly string[] => {
  if (type === undefined) return lifecycle.starts;
  return Object.hasOwn(lifecycle.next, type) ? (lifecycle.next[type] ?? []) : [];
};

/** Every type that can come some time after a type, or at all (`undefined`). */
export const reachableFrom = (lifecycle: Lifecycle, type: string | undefined): ReadonlySet<string> => {
  const reached = new Set<string>();
  const open = [...successorsOf(lifecycle, type)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...successorsOf(lifecycle, next));
  }
  return reached;
};

/** Whether a type can come directly after another, or first of all (`undefined`). */
export const mayFollow = (lifecycle: Lifecycle, previous: string | undefined, type: string): boolean =>
  successorsOf(lifecycle, previous).includes(type);

/**
 * Whether a type directly after another proves that nothing is missing between them: it may follow, and no other
 * way leads from the one to the other.
 */
export const followsForCertain = (
  lifecycle: Lifecycle,
  previous: string | undefined,
  type: string,
): boolean =>
  mayFollow(lifecycle, previous, type) &&
  !successorsOf(lifecycle, previous).some((between) => reachableFrom(lifecycle, between).has(type));
