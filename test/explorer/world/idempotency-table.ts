import type { Clock } from '../../../lambdas/core/ports';

export type OnceRecord =
  | { readonly kind: 'in progress'; readonly untilMs: number }
  | { readonly kind: 'done'; readonly result: string };

/** The idempotency table, with the calls that Powertools makes of it. Neither the second nor the third is fenced. */
export class IdempotencyTable {
  readonly records = new Map<string, OnceRecord>();
  /** Keys whose effect is known to have succeeded. */
  readonly #succeeded = new Set<string>();
  /** Of those, the ones that were begun again. */
  readonly askedAfterSuccess: string[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns the record that is there already, unless it stands for an effect whose time is over */
  async begin(key: string, untilMs: number): Promise<OnceRecord | undefined> {
    const known = this.records.get(key);
    const isOver = known?.kind === 'in progress' && known.untilMs < this.#clock.now();
    if (known && !isOver) return known;
    if (this.#succeeded.has(key)) this.askedAfterSuccess.push(key);
    this.records.set(key, { kind: 'in progress', untilMs });
    return undefined;
  }

  async finish(key: string, result: string): Promise<void> {
    this.#succeeded.add(key);
    this.records.set(key, { kind: 'done', result });
  }

  /** One that is done late takes a success with it: Powertools does not fence it, and then only the key protects. */
  async remove(key: string): Promise<void> {
    if (this.records.get(key)?.kind === 'done') this.#succeeded.delete(key);
    this.records.delete(key);
  }
}
