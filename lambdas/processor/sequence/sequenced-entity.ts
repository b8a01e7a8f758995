import { type Instant, instantFromEpochMs } from '../../core/instant';
import { nextDueAt } from '../../core/sequencing/release';
import type { CommittedEvent, Sequence, SequenceRules } from '../../core/sequencing/sequence';
import type { Entity } from '../../core/entity';
import type { ModuleEvent, ModuleState, SequenceModule } from '../feature-module';
import { eventInModule } from '../module-entity';
import type { Delivery, Invocation, ModuleEntity, SequenceDependencies } from '../ports';
import { whileWatched } from '../suspects';
import { sequenceRulesOf } from './sequence-rules';

/** Somebody else committed the entity after it was loaded. */
export class CommitConflict extends Error {
  override readonly name = 'CommitConflict';
}

/** An entity, and the message of it that is processed. */
export interface EntityAtMessage extends Pick<Delivery, 'sentMs' | 'isSuspect' | 'invocation'> {
  readonly entity: Entity;
}

interface Parts extends EntityAtMessage {
  readonly featureModule: SequenceModule;
  readonly deps: SequenceDependencies;
  readonly nowMs: number;
  readonly rules: SequenceRules<ModuleState>;
  readonly sequence: Sequence<ModuleState>;
}

/** One entity of a module with policy `sequence`, while one message of it is processed. */
export class SequencedEntity {
  readonly featureModule: SequenceModule;
  readonly deps: SequenceDependencies;
  readonly invocation: Invocation;
  readonly entity: Entity;
  /** One of the events that its message leads to may kill the processor: they are applied one by one. */
  readonly isSuspect: boolean;
  /** Fixed for as long as the message is processed. */
  readonly nowMs: number;
  /**
   * When the message was sent. The queue keeps the order of an entity's messages, so everything that was sent before
   * has been processed by now: windows are measured by this time, and no delay or pause of ours uses them up.
   */
  readonly asOf: Instant;
  readonly asOfMs: number;
  readonly rules: SequenceRules<ModuleState>;
  readonly sequence: Sequence<ModuleState>;
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.featureModule = parts.featureModule;
    this.deps = parts.deps;
    this.invocation = parts.invocation;
    this.entity = parts.entity;
    this.isSuspect = parts.isSuspect;
    this.nowMs = parts.nowMs;
    this.asOfMs = parts.sentMs;
    this.asOf = instantFromEpochMs(parts.sentMs);
    this.rules = parts.rules;
    this.sequence = parts.sequence;
  }

  /** One read. */
  static async load(
    at: EntityAtMessage,
    featureModule: SequenceModule,
    deps: SequenceDependencies,
  ): Promise<SequencedEntity> {
    const { entity } = at;
    // Before: what is noted by what was read must not pass for younger than what others have done meanwhile.
    const nowMs = deps.clock.now();
    const sequence = await deps.sequences.load({ module: featureModule.manifest.name, entity });
    const rules = sequenceRulesOf(featureModule);
    return new SequencedEntity({ ...at, featureModule, deps, nowMs, rules, sequence });
  }

  /** When it is processed, RFC 3339. */
  get at(): Instant {
    return instantFromEpochMs(this.nowMs);
  }

  get name(): ModuleEntity {
    return { module: this.featureModule.manifest.name, entity: this.entity };
  }

  with(sequence: Sequence<ModuleState>): SequencedEntity {
    return new SequencedEntity({ ...this.#parts, sequence });
  }

  /**
   * The only commit point.
   *
   * @returns the entity in its new version
   * @throws {CommitConflict} when it is no longer the version that was loaded
   */
  async commit(
    changed: Sequence<ModuleState>,
    lastCommit: readonly CommittedEvent[],
  ): Promise<SequencedEntity> {
    const sequence = { ...changed, lastCommit };
    const { ends } = this.featureModule.manifest.lifecycle;
    const { type } = sequence.head;
    const result = await this.deps.sequences.commit({
      ...this.name,
      sequence,
      dueAt: nextDueAt(sequence, this.rules, this.asOf),
      complete: sequence.parked.length === 0 && type !== undefined && ends.includes(type),
      at: this.at,
    });
    if (result === 'conflict') throw new CommitConflict('The entity was committed meanwhile.');
    return this.with({ ...sequence, version: sequence.version + 1 });
  }

  /** Lets the module's code see one event. @throws {ProcessorDiedError} */
  watch<Result>(event: Pick<ModuleEvent, 'source' | 'id'>, work: () => Promise<Result>): Promise<Result> {
    const watched = eventInModule(this.featureModule.manifest, event);
    return whileWatched(this.isSuspect, { event: watched, failures: this.deps.failures }, work);
  }

  /** Notes outcomes on the claims. A `dead-lettered` one was noted when the event went to the DLQ. */
  async note(events: readonly CommittedEvent[]): Promise<void> {
    const { module } = this.name;
    await Promise.all(
      events
        .filter(({ outcome }) => outcome !== 'dead-lettered')
        .map(({ source, id: eventId, outcome }) =>
          this.deps.outcomes.record({ source, eventId, module, outcome, at: this.at }),
        ),
    );
  }
}
