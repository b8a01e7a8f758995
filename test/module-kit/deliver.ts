import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { OutcomeName } from '../../lambdas/contract/claim-outcome';
import type { FeatureModule, ModuleEvent, ModuleState } from '../../lambdas/processor/feature-module';
import { type EventSketch, moduleEvent } from './event';
import { gapsInTime, inTime } from './gaps-in-time';
import { ModuleCheck } from './module-check';
import { ModuleRun } from './module-run';
import type { Death } from './mortal-ports';
import { mustReach } from './must-reach';
import { permutations } from './permutations';

/** What came of a delivery. */
export interface Delivered {
  /** The final state of each entity, by its id. Empty with the policy `none`. */
  readonly states: Readonly<Record<string, ModuleState | undefined>>;
  /** What became of each event, by its id. */
  readonly outcomes: Readonly<Record<string, OutcomeName | undefined>>;
  /** Keys of the effects that were done once, `<module>/<source>/<event id>/<name>`. */
  readonly effects: readonly string[];
  /** Events that the lifecycle does not allow where they stand in the order of time, each as a sentence. */
  readonly gaps: readonly string[];
  /** The run itself, to look at whatever else there is. */
  readonly run: ModuleRun;
}

export interface DeliveryOptions {
  /** Events of this delivery may end in the DLQ. Default: if one does, the delivery ends with what was thrown. */
  readonly allowDeadLetters?: boolean;
}

/** Orders that are tried of more than six events. */
const sampleSize = 300;

/**
 * Delivers events to a module the way they really come. The module runs in its real processor, in memory and in
 * virtual time.
 *
 * ```ts
 * const { states } = await deliver(events).to(myModule).inAnyOrder();
 * ```
 *
 * Of an event only `eventType`, `timestamp` and what the module reads has to be given.
 *
 * `to` throws when ingest would not accept an event, or would not send it to the module.
 */
export const deliver = (sketches: readonly EventSketch[]) => ({
  to: (module: FeatureModule, options: DeliveryOptions = {}): Delivery =>
    new Delivery(sketches.map(moduleEvent), module, options),
});

/**
 * Each method delivers in another way; those that try several throw when they do not come to the same. Every one of
 * them delivers the whole more than once, and throws as well
 *
 * - when `apply` or `late` is not pure: when they give something else at another time, or for the same in another run,
 *   or change what they are given;
 * - when `react` or `handle` changes what it is given, logs or counts what the manifest does not declare, or names an
 *   effect otherwise than it should;
 * - when an event goes to the DLQ, unless the test allows that: with what was thrown as `cause`.
 */
export class Delivery {
  readonly #events: readonly ModuleEvent[];
  readonly #module: FeatureModule;
  readonly #check: ModuleCheck;
  readonly #gaps: readonly string[];
  readonly #options: DeliveryOptions;

  constructor(events: readonly ModuleEvent[], module: FeatureModule, options: DeliveryOptions) {
    for (const event of events) mustReach(module.manifest, event);
    this.#events = events;
    this.#gaps = gapsInTime(module.manifest, events);
    this.#check = new ModuleCheck(module);
    this.#module = this.#check.module;
    this.#options = options;
  }

  /** One after the other, as they are given; then time passes until nothing is parked. */
  inOrder(): Promise<Delivered> {
    return this.#playTwice(this.#events);
  }

  /**
   * In every order there is (of more than six events: in 300 of them), within the window.
   *
   * @throws {Error} naming the order that leads to another state than the order of time, or to another outcome
   */
  inAnyOrder(): Promise<Delivered> {
    return this.#compare(this.#orders());
  }

  /**
   * In every order there is, each event three times: twice in a row, and once more behind all.
   *
   * @throws {Error} naming the order in which that makes a difference
   */
  withDuplicates(): Promise<Delivered> {
    return this.#compare(
      this.#orders().map((order) => [...order.flatMap((event) => [event, event]), ...order]),
    );
  }

  /**
   * As given and in the reverse order, once for each point at which the function can die: at each of its calls to a
   * table or queue, before and after that has its effect. The message is delivered again each time.
   *
   * @throws {Error} naming the death that makes a difference
   */
  async withCrashes(): Promise<Delivered> {
    const expected = await this.inOrder();
    for (const order of [this.#events, this.#events.toReversed()]) {
      const unharmed = await this.#play(order);
      for (let atCall = 1; atCall <= unharmed.run.mortality.calls; atCall += 1) {
        for (const effect of ['lost', 'done'] as const) {
          const delivered = await this.#play(order, { atCall, effect });
          this.#mustEqual(unharmed, delivered, `the function dies at call ${atCall} (${effect})`);
        }
      }
    }
    return expected;
  }

  async #compare(orders: readonly (readonly ModuleEvent[])[]): Promise<Delivered> {
    const expected = await this.#playTwice(inTime(this.#module.manifest, this.#events));
    for (const order of orders) {
      const delivered = await this.#play(order);
      this.#mustEqual(expected, delivered, `the events arrive as ${order.map(({ id }) => id).join(', ')}`);
    }
    return expected;
  }

  #orders(): readonly (readonly ModuleEvent[])[] {
    if (this.#events.length <= 6) return permutations(this.#events);
    const shuffled = fc.shuffledSubarray([...this.#events], { minLength: this.#events.length });
    return fc.sample(shuffled, { numRuns: sampleSize, seed: 1 });
  }

  /** What a module remembers of one run shows in the next. */
  async #playTwice(events: readonly ModuleEvent[]): Promise<Delivered> {
    const delivered = await this.#play(events);
    await this.#play(events);
    return delivered;
  }

  async #play(events: readonly ModuleEvent[], death?: Death): Promise<Delivered> {
    const startsAt = events.reduce((last, { time }) => (time > last ? time : last), '');
    const run = new ModuleRun(this.#module, { startsAt, ...(death && { death }) });
    for (const event of events) await run.deliver(event);
    await run.settle();
    this.#check.mustBeSound();
    if (!this.#options.allowDeadLetters) for (const error of run.deadLetterErrors) throw error;
    const ids = new Set(events.flatMap((event) => run.entityOf(event)?.id ?? []));
    return {
      states: Object.fromEntries([...ids].toSorted().map((id) => [id, run.state(id)])),
      outcomes: Object.fromEntries(this.#events.map((event) => [event.id, run.outcome(event)])),
      effects: run.world.once.keys.toSorted(),
      gaps: this.#gaps,
      run,
    };
  }

  /** With the policy `latest` an event's outcome depends on what came before it, only the state does not. */
  #mustEqual(expected: Delivered, actual: Delivered, circumstances: string): void {
    const compared = ['states', 'outcomes', 'effects'] as const;
    for (const what of compared) {
      if (what === 'outcomes' && this.#module.manifest.policy === 'latest') continue;
      const [wanted, got] = [expected[what], actual[what]];
      if (isDeepStrictEqual(got, wanted)) continue;
      throw new Error(
        [
          `The ${what} are others when ${circumstances}.`,
          ...this.#gaps,
          `Otherwise: ${JSON.stringify(wanted)}`,
          `Then:      ${JSON.stringify(got)}`,
        ].join('\n'),
      );
    }
  }
}
