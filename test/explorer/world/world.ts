import { defaultPayloadLimits, type PayloadLimits } from '../../../lambdas/contract/payload-limits';
import { visibilityTimeoutFactor, maxReceiveCount } from '../../../lambdas/contract/limits';
import { InMemoryBreakerStore } from '../../in-memory/in-memory-breaker-store';
import { InMemoryPayloads } from '../../in-memory/in-memory-payloads';
import { InMemoryParkedEvents } from '../../in-memory/in-memory-parked-events';
import { InMemorySequenceStore } from '../../in-memory/in-memory-sequence-store';
import { InMemorySnapshotStore } from '../../in-memory/in-memory-snapshot-store';
import type { ModuleManifest } from '../../../lambdas/contract/module-manifest';
import type { ClaimCheck } from '../../../lambdas/core/claim-check';
import type { DeadLetter } from '../../../lambdas/processor/ports';
import type { FaultRules } from '../simulation/call-faults';
import type { LambdaFunction } from '../simulation/lambda-function';
import type { Process } from '../simulation/process';
import type { Simulation } from '../simulation/simulation';
import { Crm } from './crm';
import { EventSourceMapping } from './event-source-mapping';
import { FifoQueue } from './fifo-queue';
import { type GuardNotes, GuardService, needsGuard } from './guard-service';
import { IdempotencyTable } from './idempotency-table';
import { isCommitted } from './is-committed';
import { ingestFunction } from './ingest-function';
import type { Throws } from './mischief';
import { processorFunction } from './processor-function';
import { releaseFunction, ReleaseSchedule } from './release-service';
import type { Scenario, ScenarioModule } from './scenario';
import { secret, timeoutMsOf } from './settings';
import { Senders } from './sender';
import { WatchedClaims } from './watched-claims';

/** A call of a port by a process. */
export interface PortCall {
  readonly process: string;
  readonly port: string;
  readonly method: string;
}

/** Everything there is in one run: the tables and queues, the functions, and the services that invoke them. */
export class World {
  readonly simulation: Simulation;
  readonly scenario: Scenario;
  readonly claims = new WatchedClaims((mark) => isCommitted(this, mark));
  readonly snapshots = new InMemorySnapshotStore();
  readonly sequences = new InMemorySequenceStore();
  readonly parkedEvents = new InMemoryParkedEvents();
  readonly payloads = new InMemoryPayloads();
  readonly breakers = new InMemoryBreakerStore();
  readonly idempotency: IdempotencyTable;
  readonly crm: Crm;
  readonly queues: ReadonlyMap<string, FifoQueue>;
  /** By module. */
  readonly deadLetters = new Map<string, DeadLetter[]>();
  readonly quarantined: unknown[] = [];
  readonly guardNotes: GuardNotes = new Map();
  readonly mappings: ReadonlyMap<string, EventSourceMapping>;
  readonly processors: ReadonlyMap<string, LambdaFunction>;
  readonly senders: Senders;
  readonly throws: Throws = new Map();
  readonly calls: PortCall[] = [];
  readonly releases: ReleaseSchedule;
  readonly guard: GuardService | undefined;
  /** How large the message of an event may be before its data lies elsewhere. */
  readonly payloadLimits: PayloadLimits;
  readonly #mayFail = new Map<string, () => boolean>();

  constructor(scenario: Scenario, simulation: Simulation) {
    this.scenario = scenario;
    this.payloadLimits = scenario.payloadLimits ?? defaultPayloadLimits;
    this.simulation = simulation;
    this.idempotency = new IdempotencyTable(simulation);
    this.crm = new Crm(simulation, { outage: scenario.outage, mayFail: this.mayFail('crm') });
    this.queues = new Map(scenario.modules.map((module) => [module.manifest.name, this.#queueOf(module)]));
    this.processors = new Map(
      scenario.modules.map((module) => [module.manifest.name, processorFunction(module, this)]),
    );
    this.mappings = new Map(
      scenario.modules.map((module) => [module.manifest.name, this.#mappingOf(module)]),
    );
    this.senders = new Senders({
      simulation,
      ingest: ingestFunction(this),
      secret,
      mayFail: this.mayFail('sender'),
    });
    this.releases = new ReleaseSchedule(this, releaseFunction(this));
    this.guard = needsGuard(scenario) ? new GuardService(this) : undefined;
  }

  /** Whether whoever belongs to a module (or is named otherwise) meets with faults. */
  mayFail(owner: string): () => boolean {
    const known = this.#mayFail.get(owner);
    if (known) return known;
    const { onlyModule } = this.scenario;
    const may = onlyModule === undefined || owner === onlyModule || owner === 'crm';
    const rule = (): boolean => may;
    this.#mayFail.set(owner, rule);
    return rule;
  }

  faultsOf(owner: string, lateReplyMs: number): FaultRules {
    return { mayFail: this.mayFail(owner), lateReplyMs, lateEffectMs: 40_000 };
  }

  readonly watch = (process: string, port: string, method: string): void => {
    this.calls.push({ process, port, method });
  };

  manifest(module: string): ModuleManifest {
    const known = this.scenario.modules.find(({ manifest }) => manifest.name === module);
    return required(known, module).manifest;
  }

  queue(module: string): FifoQueue {
    return required(this.queues.get(module), module);
  }

  mapping(module: string): EventSourceMapping {
    return required(this.mappings.get(module), module);
  }

  processor(module: string): LambdaFunction {
    return required(this.processors.get(module), module);
  }

  /** What a process needs to keep data that is too large for a message. */
  claimCheckOf(process: Process): ClaimCheck {
    const payloads = process.port('payloads', this.payloads, { reads: ['get'] });
    return { limits: this.payloadLimits, payloads };
  }

  /** What the module's DLQ has, however it came there. */
  deadLettersOf(module: string): readonly DeadLetter[] {
    return this.deadLetters.get(module) ?? [];
  }

  #queueOf({ manifest }: ScenarioModule): FifoQueue {
    return new FifoQueue({
      name: manifest.name,
      clock: this.simulation,
      visibilityMs: timeoutMsOf(manifest) * visibilityTimeoutFactor,
      maxReceiveCount,
    });
  }

  #mappingOf({ manifest: { name } }: ScenarioModule): EventSourceMapping {
    return new EventSourceMapping({
      simulation: this.simulation,
      queue: this.queue(name),
      processor: this.processor(name),
      maxConcurrency: 2,
      mayFail: this.mayFail(name),
    });
  }
}

const required = <Value>(value: Value | undefined, module: string): Value => {
  if (value === undefined) throw new Error(`The scenario has no module ${module}.`);
  return value;
};
