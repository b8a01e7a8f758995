import records from '../../events/genesys-records/records.json';
import type { Envelope } from '../../lambdas/core/envelope';
import { parseSwitchboardEvent } from '../../lambdas/core/formats/switchboard-event';
import { withRecord } from '../../lambdas/core/hydration/with-record';
import { routeEvent } from '../../lambdas/core/route-event';
import { manifests } from '../../lambdas/modules';
import { agentPresenceModule } from '../../lambdas/modules/agent-presence/module';
import { callLifecycleModule } from '../../lambdas/modules/call-lifecycle/module';
import { crmSyncModule } from '../../lambdas/modules/crm-sync/module';
import type { ModuleEvent, ModuleState } from '../../lambdas/processor/feature-module';
import type { SampleEvent } from '../../tools/local/play/sample-events';
import { ModuleRun } from '../module-kit';

/** Long after every event, as when the local runner plays them; all of them arrive within the window. */
const startsAt = '2026-11-23T12:00:00Z';

/** Not called; that there is one decides where truncated events go. */
const platformUrl = 'https://api.example.com';

const crm = { putActivity: async () => ({ created: true }) };
const modules = [agentPresenceModule, callLifecycleModule, crmSyncModule(crm)];

/** The modules whose outcomes and states are looked at. Others may want the same events, and events of their own. */
export const playedModules = modules.map(({ manifest }) => manifest);

interface Arrived {
  readonly file: string;
  readonly source: string;
  readonly answer: 'accepted' | 'duplicate' | 'ignored' | 'quarantined';
  /** Absent unless it was accepted, now or before. */
  readonly event?: ModuleEvent;
}

/** What became of samples, as `expected/outcomes.json` says it, and of entities, as `expected/states.json` does. */
export interface PlayedSamples {
  /** By file. */
  readonly becomes: Readonly<Record<string, object>>;
  /** By module, then by the entity's id. Entities without a state are left out. */
  readonly states: Readonly<Record<string, Readonly<Record<string, ModuleState>>>>;
}

/** Delivers samples one after the other to each of the modules that want them. */
export const playSamples = async (samples: readonly SampleEvent[]): Promise<PlayedSamples> => {
  const runs = modules.map((module) => ({ module, run: new ModuleRun(module, { startsAt }) }));
  const seen = new Set<string>();
  const arrived = samples.map((sample) => arrive(sample, seen));
  for (const { event } of arrived) {
    for (const { module, run } of runs) {
      if (event && module.manifest.types.includes(event.type)) await run.deliver(event);
    }
  }
  const outcomesOf = (event: ModuleEvent | undefined) =>
    runs.flatMap(({ module, run }) => {
      const outcome = event && run.outcome(event);
      return outcome ? [[module.manifest.name, outcome]] : [];
    });
  return {
    becomes: Object.fromEntries(
      arrived.map(({ file, source, answer, event }) => [
        file,
        { source, answer, outcomes: Object.fromEntries(outcomesOf(event)) },
      ]),
    ),
    states: Object.fromEntries(runs.map(({ module, run }) => [module.manifest.name, statesIn(run, arrived)])),
  };
};

/** What ingest makes of a delivery. */
const arrive = ({ file, body, expected }: SampleEvent, seen: Set<string>): Arrived => {
  const source = expected?.source ?? 'genesys';
  const parsed = parseSwitchboardEvent({ source, rawBody: body, receivedMs: Date.parse(startsAt) });
  const answer = answerTo(parsed, seen);
  if (parsed.kind === 'unusable' || (answer !== 'accepted' && answer !== 'duplicate')) {
    return { file, source, answer };
  }
  seen.add(parsed.envelope.id);
  return { file, source, answer, event: hydrated(parsed.envelope) };
};

/** What hydration makes of an event, with the records of the local runner's platform. */
const hydrated = (event: Envelope): Envelope => {
  const path = event.subject ?? '';
  const record = new Map(Object.entries(records)).get(path);
  if (event.truncated === undefined || record === undefined) return event;
  return withRecord(event, { record, path, hydratedTime: event.receivedtime });
};

const answerTo = (
  parsed: ReturnType<typeof parseSwitchboardEvent>,
  seen: ReadonlySet<string>,
): Arrived['answer'] => {
  if (parsed.kind === 'unusable') return 'quarantined';
  const { deliveries, unroutable } = routeEvent(parsed.envelope, manifests, platformUrl);
  if (unroutable.length > 0 && deliveries.length === 0) return 'quarantined';
  if (deliveries.length === 0) return 'ignored';
  return seen.has(parsed.envelope.id) ? 'duplicate' : 'accepted';
};

const statesIn = (run: ModuleRun, arrived: readonly Arrived[]): Record<string, ModuleState> =>
  Object.fromEntries(
    arrived.flatMap(({ event }) => {
      const id = event && run.entityOf(event)?.id;
      const state = id === undefined ? undefined : run.state(id);
      return id === undefined || state === undefined ? [] : [[id, state]];
    }),
  );
