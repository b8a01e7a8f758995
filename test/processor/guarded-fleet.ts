import { fifoBatchSize, maxReceiveCount } from '../../lambdas/contract/limits';
import { type Probe, probeField } from '../../lambdas/contract/probe';
import { type BreakerChange, changeBreaker } from '../../lambdas/core/breaker/breaker-store';
import type { BreakerEvent } from '../../lambdas/core/breaker/breaker';
import { groupIdOf } from '../../lambdas/core/entity';
import { instantFromEpochMs } from '../../lambdas/core/instant';
import { encodeMessage } from '../../lambdas/core/queue-message';
import { releaseMessage } from '../../lambdas/core/release-message';
import { deduplicationIdOf, entityOf } from '../../lambdas/core/route-event';
import { CircuitBreakers } from '../../lambdas/processor/breaker/circuit-breakers';
import type { ProcessorHandler } from '../../lambdas/processor/create-processor-handler';
import type { ModuleEvent, SequenceModule } from '../../lambdas/processor/feature-module';
import { ManualTimer } from '../in-memory/manual-timer';
import { type QueuedMessage, recordOf } from '../module-kit/queued-message';
import { handlerOf, processorWorld } from './processor-world';

const minuteMs = 60_000;
/** What an invocation may take. */
const timeoutMs = 10_000;
const visibilityTimeoutMs = 60_000;

interface Waiting extends QueuedMessage {
  receiveCount: number;
  visibleAtMs: number;
}

interface Process {
  readonly handle: ProcessorHandler;
  readonly timer: ManualTimer;
}

interface Arrival {
  readonly atMs: number;
  readonly event: ModuleEvent;
}

/** Lets everything run that waits for nothing outside. */
const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * A module's queue with its groups and visibilities, several processors, and a guard that pauses them and probes, in
 * virtual time. A batch takes no time unless something in it hangs.
 */
export class GuardedFleet {
  readonly world: ReturnType<typeof processorWorld>;
  readonly #module: SequenceModule;
  readonly #dependency: string;
  readonly #processes: readonly Process[];
  readonly #arrivals: Arrival[] = [];
  #queue: Waiting[] = [];
  #turn = 0;
  #messages = 0;
  #isPaused = false;
  #nextMinuteMs: number;
  /** Messages that SQS itself would have moved to the DLQ. */
  readonly worn: string[] = [];
  nowMs: number;

  constructor(module: SequenceModule, { startsAtMs, processes = 2 }: FleetOptions) {
    this.#module = module;
    this.nowMs = startsAtMs;
    this.#nextMinuteMs = startsAtMs + minuteMs;
    this.world = processorWorld({ now: () => this.nowMs });
    this.#dependency = module.manifest.dependencies?.[0] ?? '';
    this.#processes = Array.from({ length: processes }, () => this.#start());
  }

  /** Has an event accepted at its time. */
  add(event: ModuleEvent): void {
    this.#arrivals.push({ atMs: Date.parse(event.receivedtime), event });
    this.#arrivals.sort((a, b) => a.atMs - b.atMs);
  }

  async runUntil(endMs: number): Promise<void> {
    while (this.nowMs <= endMs) {
      await this.#arrive();
      if (this.nowMs >= this.#nextMinuteMs) {
        this.#nextMinuteMs += minuteMs;
        this.#release();
        await this.#guard();
      }
      if (await this.#work()) continue;
      const times = [this.#nextMinuteMs, this.#arrivals[0]?.atMs ?? Infinity, this.#nextVisibleMs];
      this.nowMs = Math.max(this.nowMs + 1, Math.min(...times));
    }
  }

  get waiting(): number {
    return this.#queue.length + this.#arrivals.length;
  }

  outcome({ source, id }: Pick<ModuleEvent, 'source' | 'id'>) {
    return this.world.claims.claims.get(`${source}#${id}`)?.outcomes[this.#module.manifest.name];
  }

  state(id: string) {
    const { name, entity } = this.#module.manifest;
    return this.world.sequences.get(name, entity.type, id)?.sequence.head.state;
  }

  get breaker() {
    return this.world.breakerStore.records.get(this.#dependency)?.breaker;
  }

  #start(): Process {
    const timer = new ManualTimer();
    const breakers = new CircuitBreakers({
      ...this.world,
      module: this.#module.manifest.name,
      store: this.world.breakerStore,
    });
    return { timer, handle: handlerOf(this.#module, { ...this.world, breakers, timer }) };
  }

  get #nextVisibleMs(): number {
    if (this.#isPaused) return Infinity;
    return Math.min(...this.#queue.map(({ visibleAtMs }) => visibleAtMs).filter((ms) => ms > this.nowMs));
  }

  async #arrive(): Promise<void> {
    while (this.#arrivals[0] && this.#arrivals[0].atMs <= this.nowMs) {
      const arrival = this.#arrivals.shift();
      if (arrival) await this.#accept(arrival.event);
    }
  }

  async #accept(event: ModuleEvent): Promise<void> {
    const { source, id: eventId, type: eventType, time, receivedtime, ordertime } = event;
    const times = { time, receivedTime: receivedtime, orderTime: ordertime };
    const claim = { source, eventId, eventType, ...times, bodyHash: '', outcomes: {} };
    await this.world.claims.claim({ ...claim, expiresAtSeconds: this.nowMs }, 0);
    const encoded = encodeMessage(event);
    const entity = entityOf(this.#module.manifest.entity, event);
    if (encoded.kind !== 'fits' || !entity) throw new Error(`The event ${eventId} cannot be sent.`);
    const { kind: _, ...content } = encoded;
    this.#send({ ...content, groupId: groupIdOf(entity), deduplicationId: deduplicationIdOf(event) });
  }

  #send(content: Omit<QueuedMessage, 'messageId' | 'sentMs'>): void {
    this.#messages += 1;
    const messageId = `message-${this.#messages}`;
    const sentMs = this.nowMs;
    this.#queue.push({ messageId, sentMs, ...content, receiveCount: 0, visibleAtMs: this.nowMs });
  }

  #release(): void {
    const now = instantFromEpochMs(this.nowMs);
    for (const { entity, dueAt } of this.world.sequences.commits.values()) {
      if (dueAt && dueAt <= now) this.#send(releaseMessage(this.#module.manifest.name, entity, dueAt));
    }
  }

  /** What a receive gives: a group is locked while one of its messages is invisible. */
  #receivable(count: number): readonly Waiting[] {
    const locked = new Set<string>();
    const messages: Waiting[] = [];
    for (const message of this.#queue) {
      if (message.visibleAtMs > this.nowMs) locked.add(message.groupId);
      if (!locked.has(message.groupId) && messages.length < count) messages.push(message);
    }
    return messages;
  }

  async #work(): Promise<boolean> {
    if (this.#isPaused) return false;
    const batch = this.#receivable(fifoBatchSize);
    if (batch.length === 0) return false;
    const { told } = this.world.notices;
    const before = told.length;
    await this.#invoke(batch);
    if (told.length > before) await this.#guard();
    return true;
  }

  async #invoke(batch: readonly Waiting[], probe?: Probe): Promise<void> {
    const process = this.#processes[(this.#turn += 1) % this.#processes.length];
    if (!process) throw new Error('There is no process.');
    for (const message of batch) {
      message.receiveCount += 1;
      message.visibleAtMs = this.nowMs + visibilityTimeoutMs;
      if (message.receiveCount > maxReceiveCount) this.worn.push(message.messageId);
    }
    const startedMs = this.nowMs;
    const context = { getRemainingTimeInMillis: () => timeoutMs - (this.nowMs - startedMs) };
    const Records = batch.map((message) => recordOf(message, message.receiveCount));
    const response = process.handle({ Records, ...(probe && { [probeField]: probe }) }, context);
    const { batchItemFailures } = await this.#ended(response, process.timer);
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    this.#queue = this.#queue.filter((message) => !batch.includes(message) || failed.has(message.messageId));
    for (const message of batch) {
      const delaySeconds = this.world.visibility.delaySecondsOf(message.messageId);
      if (failed.has(message.messageId) && delaySeconds !== undefined) {
        message.visibleAtMs = this.nowMs + delaySeconds * 1000;
      }
    }
  }

  /** Lets time pass for as long as something hangs. */
  async #ended<Result>(promise: Promise<Result>, timer: ManualTimer): Promise<Result> {
    let isOver = false;
    const ended = promise.finally(() => {
      isOver = true;
    });
    for (;;) {
      await quiet();
      if (isOver) return ended;
      const next = Math.min(...[...timer.waiting].map(({ ms }) => ms));
      if (!Number.isFinite(next)) continue;
      this.nowMs += next;
      timer.elapse(next);
    }
  }

  async #guard(): Promise<void> {
    const { breaker } = await this.world.breakerStore.read(this.#dependency);
    this.#isPaused = breaker.kind !== 'closed';
    if (!this.#isPaused) return;
    const id = this.world.random.id();
    const taken = await this.#change({
      kind: 'probe-taken',
      probeId: id,
      probeUntilMs: this.nowMs + minuteMs,
    });
    if (taken.isOurs) await this.#probe(id);
  }

  async #probe(id: string): Promise<void> {
    const isOurs = (): boolean => this.breaker?.kind === 'half-open' && this.breaker.probeId === id;
    while (isOurs()) {
      const [message] = this.#receivable(1);
      if (message) await this.#invoke([message], { dependency: this.#dependency, id });
      else await this.#change({ kind: 'probe-returned', probeId: id });
    }
    this.#isPaused = this.breaker?.kind !== 'closed';
  }

  #change(event: BreakerEvent): Promise<BreakerChange> {
    return changeBreaker(this.world.breakerStore, this.#dependency, { event, nowMs: this.nowMs });
  }
}

export interface FleetOptions {
  readonly startsAtMs: number;
  /** Default 2. */
  readonly processes?: number;
}
