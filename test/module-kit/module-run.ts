import type { OutcomeName } from '../../lambdas/contract/claim-outcome';
import { maxReceiveCount } from '../../lambdas/contract/limits';
import { type Probe, probeField } from '../../lambdas/contract/probe';
import { changeBreaker } from '../../lambdas/core/breaker/breaker-store';
import { messageOf } from '../../lambdas/core/claim-check';
import { type Entity, groupIdOf } from '../../lambdas/core/entity';
import { instantFromEpochMs } from '../../lambdas/core/instant';
import { releaseMessage } from '../../lambdas/core/release-message';
import { deduplicationIdOf, entityOf } from '../../lambdas/core/route-event';
import { CircuitBreakers } from '../../lambdas/processor/breaker/circuit-breakers';
import type { FeatureModule, ModuleEvent, ModuleState } from '../../lambdas/processor/feature-module';
import { handlerOf, type ProcessorWorld, processorWorld } from '../processor/processor-world';
import { type Death, Mortality } from './mortal-ports';
import { type QueuedMessage, recordOf } from './queued-message';
import { ThrownErrors } from './thrown-errors';

const minuteMs = 60_000;

export interface ModuleRunOptions {
  /** When the first event arrives, RFC 3339. */
  readonly startsAt: string;
  /** Lets the function die once. */
  readonly death?: Death;
  /** What an invocation may take. Default 10 s. */
  readonly remainingMs?: () => number;
}

/**
 * A module's processor with its queue, its release schedule and everything it can touch, in memory and in virtual
 * time. A message that fails comes again when the processor wants it to; one whose function dies comes again at once.
 * A dependency that is down is tried again as the guard does it.
 *
 * ```ts
 * const run = new ModuleRun(myModule, { startsAt: '2023-10-27T14:00:00Z' });
 * const late = moduleEvent({ eventType: 'call.held', timestamp: '2023-10-27T14:00:01Z', … });
 * await run.deliver(moduleEvent({ eventType: 'call.completed', timestamp: '2023-10-27T14:00:05Z', … }));
 * await run.pass(120); // The window is over: `call.completed` was applied as a gap.
 * await run.deliver(late);
 *
 * expect(run.outcome(late)).toBe('late');
 * expect(run.state('c-1')).toEqual({ … }); // What the `late` rule made of it.
 * expect(run.errors).toEqual(new Map()); // The module threw nothing.
 * ```
 *
 * It takes a module as it is: it does not check that `apply` is pure, nor end with what the module throws.
 */
export class ModuleRun {
  readonly world: ProcessorWorld;
  readonly mortality: Mortality;
  readonly #module: FeatureModule;
  readonly #thrown = new ThrownErrors();
  readonly #handle: ReturnType<typeof handlerOf>;
  readonly #context: { getRemainingTimeInMillis(): number };
  /** While nothing consumes the queue, releases wait in it too. */
  isPaused = false;
  readonly #queue: QueuedMessage[] = [];
  #nowMs: number;
  #messages = 0;

  constructor(module: FeatureModule, { startsAt, death, remainingMs = () => 10_000 }: ModuleRunOptions) {
    this.#module = module;
    this.#nowMs = Date.parse(startsAt);
    this.#context = { getRemainingTimeInMillis: remainingMs };
    this.world = processorWorld({ now: () => this.#nowMs });
    const mortality = new Mortality(death);
    this.mortality = mortality;
    const { snapshots, sequences, parkedEvents, once, claims, deadLetters, visibility, breakerStore } =
      this.world;
    const { claimCheck, payloads } = this.world;
    const guardedClaims = mortality.guard(claims);
    const ports = {
      snapshots: mortality.guard(snapshots),
      sequences: mortality.guard(sequences),
      parkedEvents: mortality.guard(parkedEvents),
      once: mortality.guard(once),
      deadLetters: mortality.guard(deadLetters),
      outcomes: guardedClaims,
      failures: guardedClaims,
      visibility: mortality.guard(visibility),
      claimCheck: { ...claimCheck, payloads: mortality.guard(payloads) },
      breakers: new CircuitBreakers({
        ...this.world,
        module: module.manifest.name,
        store: mortality.guard(breakerStore),
      }),
    };
    const noted = this.#thrown.noting(module, () => mortality.isDead);
    this.#handle = handlerOf(noted, { ...this.world, ...ports });
  }

  get now(): string {
    return instantFromEpochMs(this.#nowMs);
  }

  /** What the module threw, by the id of the event that it was given, in the order in which it was thrown. */
  get errors(): ReadonlyMap<string, readonly unknown[]> {
    return this.#thrown.byEvent;
  }

  /** What went to the DLQ, each event as an error with what the module threw as its `cause`. */
  get deadLetterErrors(): readonly Error[] {
    return this.#thrown.asErrors(this.world.deadLetters.letters);
  }

  /** Accepts the event as ingest does, and processes its message until it is confirmed or in the DLQ. */
  async deliver(event: ModuleEvent): Promise<void> {
    await this.send(event);
    await this.work();
  }

  /** Accepts the event as ingest does; its message waits in the queue. */
  async send(event: ModuleEvent): Promise<void> {
    await this.#claim(event);
    this.#queue.push(await this.#eventMessage(event));
  }

  /** Processes what waits in the queue, in its order. */
  async work(): Promise<void> {
    for (let message = this.#queue.shift(); message; message = this.#queue.shift()) {
      await this.#process(message);
    }
  }

  /** Lets time pass; each minute, what is due is released. */
  async pass(seconds: number): Promise<void> {
    const endMs = this.#nowMs + seconds * 1000;
    while (this.#nowMs + minuteMs <= endMs) {
      this.#nowMs += minuteMs;
      await this.release();
    }
    this.#nowMs = endMs;
  }

  /** Releases what is due now, as the schedule does each minute. */
  async release(): Promise<void> {
    const now = instantFromEpochMs(this.#nowMs);
    const due = [...this.world.sequences.commits.values()].filter(({ dueAt }) => dueAt && dueAt <= now);
    for (const { entity, dueAt } of due) {
      if (dueAt) this.#queue.push(this.#message(releaseMessage(this.#module.manifest.name, entity, dueAt)));
    }
    if (!this.isPaused) await this.work();
  }

  /** Lets minutes pass until nothing is parked any more. */
  async settle(): Promise<void> {
    for (let minute = 0; this.parkedCount > 0; minute += 1) {
      if (minute > 60) throw new Error(`After an hour, ${this.parkedCount} events are still parked.`);
      await this.pass(60);
    }
  }

  get parkedCount(): number {
    return [...this.world.sequences.commits.values()].reduce(
      (sum, { sequence }) => sum + sequence.parked.length,
      0,
    );
  }

  /** The state of the entity with this id. */
  state(id: string): ModuleState | undefined {
    const { manifest } = this.#module;
    if (manifest.policy === 'none') return undefined;
    const { type } = manifest.entity;
    return manifest.policy === 'latest'
      ? this.world.snapshots.get(manifest.name, type, id)?.state
      : this.world.sequences.get(manifest.name, type, id)?.sequence.head.state;
  }

  outcome({ source, id }: Pick<ModuleEvent, 'source' | 'id'>): OutcomeName | undefined {
    return this.world.claims.claims.get(`${source}#${id}`)?.outcomes[this.#module.manifest.name]?.outcome;
  }

  entityOf(event: ModuleEvent): Entity | undefined {
    const { manifest } = this.#module;
    return manifest.policy === 'none' ? undefined : entityOf(manifest.entity, event);
  }

  async #claim(event: ModuleEvent): Promise<void> {
    const { source, id: eventId, type: eventType, time, receivedtime, ordertime } = event;
    const times = { time, receivedTime: receivedtime, orderTime: ordertime };
    const claim = { source, eventId, eventType, ...times, bodyHash: '', outcomes: {} };
    const nowSeconds = Math.floor(this.#nowMs / 1000);
    await this.world.claims.claim({ ...claim, expiresAtSeconds: nowSeconds + 35 * 86_400 }, nowSeconds);
  }

  async #eventMessage(event: ModuleEvent): Promise<QueuedMessage> {
    const content = await messageOf(event, this.world.claimCheck);
    const entity = this.entityOf(event);
    const groupId = entity ? groupIdOf(entity) : event.id;
    return this.#message({ ...content, groupId, deduplicationId: deduplicationIdOf(event) });
  }

  #message(content: Omit<QueuedMessage, 'messageId' | 'sentMs'>): QueuedMessage {
    this.#messages += 1;
    return { messageId: `message-${this.#messages}`, sentMs: this.#nowMs, ...content };
  }

  async #process(message: QueuedMessage): Promise<void> {
    for (let receiveCount = 1; receiveCount <= maxReceiveCount; receiveCount += 1) {
      const probe = await this.#takeProbe();
      const event = { Records: [recordOf(message, receiveCount)], ...(probe && { [probeField]: probe }) };
      const response = await this.#handle(event, this.#context);
      const died = this.mortality.isDead;
      if (!died && response.batchItemFailures.length === 0) return;
      this.mortality.revive();
      if (!died) this.#nowMs += (this.world.visibility.delaySecondsOf(message.messageId) ?? 60) * 1000;
    }
    throw new Error(`The message ${message.messageId} was delivered ${maxReceiveCount} times in vain.`);
  }

  /** As the guard does, of the first dependency that can be tried. */
  async #takeProbe(): Promise<Probe | undefined> {
    for (const dependency of this.#module.manifest.dependencies ?? []) {
      const id = this.world.random.id();
      const event = { kind: 'probe-taken', probeId: id, probeUntilMs: this.#nowMs + minuteMs } as const;
      const change = await changeBreaker(this.world.breakerStore, dependency, { event, nowMs: this.#nowMs });
      if (change.isOurs) return { dependency, id };
    }
    return undefined;
  }
}
