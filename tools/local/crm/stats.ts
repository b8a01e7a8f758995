/** How a request ended: with a status, or without an answer. */
export type Ending = number | 'silence' | 'cut';

/** `GET /stats` */
export interface CrmStats {
  readonly tokensIssued: number;
  /** How often each route ended in which way: `{"PUT /activities/{id}": {"201": 3, "cut": 1}}`. */
  readonly requests: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Counts requests by route and ending. */
export class RequestCounts {
  readonly #counts = new Map<string, Map<string, number>>();

  add(route: string, ending: Ending): void {
    const counts = this.#counts.get(route) ?? new Map<string, number>();
    counts.set(String(ending), (counts.get(String(ending)) ?? 0) + 1);
    this.#counts.set(route, counts);
  }

  toJSON(): CrmStats['requests'] {
    return Object.fromEntries(
      [...this.#counts].map(([route, counts]) => [route, Object.fromEntries(counts)]),
    );
  }
}
