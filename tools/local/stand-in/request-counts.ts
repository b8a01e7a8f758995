/** How a request ended: with a status, or without an answer. */
export type Ending = number | 'silence' | 'cut';

/** By route, how often which ending: `{"PUT /activities/{id}": {"201": 3, "cut": 1}}`. */
export type EndingsByRoute = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Counts requests by route and ending, and how many there were at once. */
export class RequestCounts {
  readonly #counts = new Map<string, Map<string, number>>();
  readonly #open = new Map<string, { now: number; most: number }>();

  add(route: string, ending: Ending): void {
    const counts = this.#counts.get(route) ?? new Map<string, number>();
    counts.set(String(ending), (counts.get(String(ending)) ?? 0) + 1);
    this.#counts.set(route, counts);
  }

  /** A request of a group has come; the returned function says that it is over. */
  begin(group: string): () => void {
    const open = this.#open.get(group) ?? { now: 0, most: 0 };
    open.now += 1;
    open.most = Math.max(open.most, open.now);
    this.#open.set(group, open);
    return () => {
      open.now -= 1;
    };
  }

  /** How many requests of the group were being answered at the same time, at most. */
  mostAtOnce(group: string): number {
    return this.#open.get(group)?.most ?? 0;
  }

  toJSON(): EndingsByRoute {
    return Object.fromEntries(
      [...this.#counts].map(([route, counts]) => [route, Object.fromEntries(counts)]),
    );
  }
}
