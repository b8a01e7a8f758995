import type { GuardedModule } from '../../lambdas/contract/guarded-module';
import type { Breaker } from '../../lambdas/core/breaker/breaker';
import { changeBreaker } from '../../lambdas/core/breaker/breaker-store';
import { instantFromEpochMs } from '../../lambdas/core/instant';
import { createGuardHandler } from '../../lambdas/guard/create-guard-handler';
import type { GuardDependencies, Invocation, ProbeEvent } from '../../lambdas/guard/ports';
import { InMemoryBreakerStore } from '../in-memory/in-memory-breaker-store';
import { InMemoryGuardedQueues } from '../in-memory/in-memory-guarded-queues';
import { InMemoryMappings } from '../in-memory/in-memory-mappings';
import { InMemoryPauseNotes } from '../in-memory/in-memory-pause-notes';
import { RecordingLog } from '../in-memory/recording-log';
import { RecordingMetrics } from '../in-memory/recording-metrics';
import { RecordingModuleFunctions } from '../in-memory/recording-module-functions';
import { SteadyRandomness } from '../in-memory/steady-randomness';

export const startMs = Date.UTC(2026, 10, 23, 9, 0);
export const minuteMs = 60_000;

export const guardedModule = (module: string, ...dependencies: string[]): GuardedModule => ({
  module,
  dependencies,
  queueUrl: `https://sqs/${module}.fifo`,
  queueArn: `arn:aws:sqs:us-east-1:000000000000:${module}.fifo`,
  functionName: `${module}-function`,
  mappingId: `${module}-mapping`,
});

export const crmSync = guardedModule('crm-sync', 'crm');
/** Calls two systems. */
export const billing = guardedModule('billing', 'crm', 'ledger');

export const scheduled = { source: 'aws.events', 'detail-type': 'Scheduled Event' };
export const notice = { Records: [{ messageId: 'm-1', body: '{"dependency":"crm"}' }] };

/** Open since the start; tried again half a minute later. */
export const openBreaker: Extract<Breaker, { kind: 'open' }> = {
  kind: 'open',
  downSinceMs: startMs,
  retryAtMs: startMs + 30_000,
  cause: 'CONSECUTIVE_FAILURES',
};

export type GuardFixture = ReturnType<typeof guardFixture>;

export const guardFixture = (modules: readonly GuardedModule[] = [crmSync]) => {
  const clock = { nowMs: startMs, now: () => clock.nowMs };
  const deps = {
    clock,
    randomness: new SteadyRandomness(),
    log: new RecordingLog(),
    metrics: new RecordingMetrics(),
    breakers: new InMemoryBreakerStore(),
    mappings: new InMemoryMappings(),
    notes: new InMemoryPauseNotes(),
    queues: new InMemoryGuardedQueues(),
    functions: new RecordingModuleFunctions(),
  } satisfies GuardDependencies;
  for (const { mappingId } of modules) deps.mappings.states.set(mappingId, 'enabled');
  const fixture = {
    ...deps,
    remainingMs: () => 60_000,
    /** @param ports other ports than the fixture's own */
    run: (event: unknown = scheduled, ports: Partial<GuardDependencies> = {}) => {
      const handler = createGuardHandler({ modules }, { ...deps, ...ports });
      return handler(event, { getRemainingTimeInMillis: () => fixture.remainingMs() });
    },
    setBreaker: (dependency: string, breaker: Breaker) => {
      const version = (deps.breakers.records.get(dependency)?.version ?? 0) + 1;
      deps.breakers.records.set(dependency, { breaker, version });
    },
    breakerOf: (dependency: string) => deps.breakers.records.get(dependency)?.breaker,
    stateOf: ({ mappingId }: GuardedModule) => deps.mappings.states.get(mappingId),
    /** As the guard leaves a module that it paused so long before the start. */
    paused: ({ module, dependencies, mappingId }: GuardedModule, agoMs = 10 * minuteMs) => {
      deps.notes.notes.set(module, { module, dependencies, pausedAt: instantFromEpochMs(startMs - agoMs) });
      deps.mappings.states.set(mappingId, 'disabled');
    },
    codes: () => deps.log.lines.map(({ code }) => code),
    linesOf: (code: string) =>
      deps.log.lines.filter((line) => line.code === code).map(({ fields }) => fields),
  };
  return fixture;
};

/** A body that has its processor call these dependencies. */
export const calling = (...dependencies: string[]) => ({ body: JSON.stringify({ calls: dependencies }) });

const callsOf = ({ body }: { readonly body: string }): string[] => {
  const parsed: { calls?: string[] } = JSON.parse(body);
  return parsed.calls ?? [];
};

/**
 * A processor as far as breakers go: the first call of the probed dependency is the probe; a dependency whose breaker
 * is not closed is not called. Every call that is made is added to `made`.
 *
 * @param up the dependencies that answer
 */
export const processorOf =
  (
    { breakers, clock }: Pick<GuardFixture, 'breakers' | 'clock'>,
    { up, made }: { readonly up: readonly string[]; readonly made: string[] },
  ) =>
  async ({ Records: [record], probe }: ProbeEvent): Promise<Invocation> => {
    const givenBack = { batchItemFailures: [{ itemIdentifier: record.messageId }] };
    let unusedProbe: typeof probe | undefined = probe;
    for (const dependency of callsOf(record)) {
      const isProbe = unusedProbe?.dependency === dependency;
      const { breaker } = await breakers.read(dependency);
      if (!isProbe && breaker.kind !== 'closed') return { kind: 'answered', answer: givenBack };
      made.push(dependency);
      const isUp = up.includes(dependency);
      if (isProbe) {
        unusedProbe = undefined;
        const kind = isUp ? 'probe-succeeded' : 'probe-failed';
        const event = { kind, probeId: probe.id } as const;
        await changeBreaker(breakers, dependency, { event, nowMs: clock.now() });
      }
      if (!isUp) return { kind: 'answered', answer: givenBack };
    }
    return { kind: 'answered', answer: { batchItemFailures: [] } };
  };
