import {
  defaultWindowSeconds,
  maxOpenBytes,
  maxOpenEvents,
  maxParkedBytes,
  maxParkedEvents,
} from '../../../lambdas/contract/limits';
import type { SequenceManifest } from '../../../lambdas/contract/module-manifest';
import type { Envelope } from '../../../lambdas/core/envelope';
import { instantFromEpochMs } from '../../../lambdas/core/instant';
import { orderKeyOf } from '../../../lambdas/core/route-event';
import { applyReleased } from '../../../lambdas/core/sequencing/apply';
import { type Arrival, decide } from '../../../lambdas/core/sequencing/decide';
import { nextDueAt, releasable } from '../../../lambdas/core/sequencing/release';
import { emptySequence, type Sequence, type SequenceRules } from '../../../lambdas/core/sequencing/sequence';
import { settle } from '../../../lambdas/core/sequencing/settle';
import { envelopeOf } from './bench-events';

/** About nothing, so that what is measured is the engine and not a module. */
interface Count {
  readonly events: number;
  readonly last: string;
}

const bounds = { maxOpenEvents, maxOpenBytes, maxParkedEvents, maxParkedBytes };

interface EngineEvent {
  readonly arrival: Arrival;
  readonly envelope: Envelope;
}

/** The sequencing core with one entity, as the processor uses it for a message: without a store, claims or effects. */
export class Engine {
  nowMs = Date.parse('2026-11-02T08:00:00Z');
  readonly #manifest: SequenceManifest;
  readonly #rules: SequenceRules<Count>;
  /** Of parked events; nothing is removed. */
  readonly #envelopes = new Map<string, Envelope>();
  #sequence: Sequence<Count> = emptySequence;
  #events = 0;

  constructor(manifest: SequenceManifest) {
    this.#manifest = manifest;
    this.#rules = {
      lifecycle: manifest.lifecycle,
      bounds,
      apply: (state, { id }) => ({ events: (state?.events ?? 0) + 1, last: id }),
    };
  }

  /** A copy that goes on by itself. */
  fork(): Engine {
    const copy = new Engine(this.#manifest);
    copy.nowMs = this.nowMs;
    copy.#sequence = this.#sequence;
    copy.#events = this.#events;
    for (const [key, envelope] of this.#envelopes) copy.#envelopes.set(key, envelope);
    return copy;
  }

  /** A new event, now unless another time is given. */
  event(type: string, atMs = this.nowMs): EngineEvent {
    this.#events += 1;
    const id = `0b7c5a52-6a2e-4c7b-9a55-${String(this.#events).padStart(12, '0')}`;
    const envelope = envelopeOf({ id, type, entityId: 'c-1001', atMs });
    const arrival = {
      key: orderKeyOf(this.#manifest, envelope),
      source: envelope.source,
      id,
      type,
      dueAt: instantFromEpochMs(this.nowMs + defaultWindowSeconds * 1000),
      bytes: JSON.stringify(envelope).length,
    };
    return { arrival, envelope };
  }

  /** What follows from an event that arrives now, and when parked events have to be looked at again. */
  play({ arrival, envelope }: EngineEvent) {
    const now = instantFromEpochMs(this.nowMs);
    const rules = this.#rules;
    const decision = decide(this.#sequence, arrival, { rules, now });
    if (decision.kind !== 'apply' && decision.kind !== 'park') {
      throw new Error(`An event of the benchmark is ${decision.kind}.`);
    }
    const released = releasable(decision.sequence, rules, now).map((event) => ({
      ...event,
      envelope: this.#envelopes.get(event.key) ?? envelope,
    }));
    const { sequence, applied } = applyReleased(decision.sequence, released, rules);
    const settled = settle(sequence, rules, now);
    return { sequence: settled, applied, dueAt: nextDueAt(settled, rules, now) };
  }

  /** Lets a new event arrive now, for good. */
  deliver(type: string): void {
    const event = this.event(type);
    this.#sequence = this.play(event).sequence;
    if (this.#sequence.parked.length > 0) this.#envelopes.set(event.arrival.key, event.envelope);
  }
}
