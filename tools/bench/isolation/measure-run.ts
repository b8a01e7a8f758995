import { loadavg } from 'node:os';
import { join } from 'node:path';
import { manifests } from '../../../lambdas/modules';
import type { Cleanup } from '../../local/cleanup';
import type { LocalSwitchboard } from '../../local/local-switchboard';
import { startLocal } from '../../local/start-local';
import { withHangingModule } from './hanging-module';
import { type ModuleAccount, ModuleWatch } from './module-watch';
import { planLoad, type PlannedEvent } from './planned-load';
import { type Acknowledgement, sendLoad } from './send-load';

const [{ name: bystander }, { name: hanging }] = manifests;
/** Load before the measurement: until every process that is needed runs, and has run for a while. */
const warmUpSeconds = 15;
/** So long the last events are waited for. */
const patienceMs = 15_000;

export interface RunOptions {
  /** From the synthesized stack; one folder for all runs. */
  readonly assembly: string;
  readonly hasFaults: boolean;
  /** That are measured. */
  readonly seconds: number;
  readonly signal: AbortSignal;
}

export interface RunResult {
  readonly hasFaults: boolean;
  /** One minute's load average of the machine just before. */
  readonly loadBefore: number;
  /** Of every event in the measured time. */
  readonly acknowledgedMs: readonly number[];
  /** From when an event was due until the bystander was heard to have applied it. */
  readonly appliedMs: readonly number[];
  /** Counts of the whole run, the warm-up included. */
  readonly posted: number;
  readonly answered200: number;
  readonly forBystander: number;
  readonly appliedByBystander: number;
  readonly modules: readonly ModuleAccount[];
}

/** Starts the stack, with or without the two faults, posts the load and ends it again. */
export const measureRun = async (options: RunOptions, cleanup: Cleanup): Promise<RunResult> => {
  const { assembly, hasFaults, signal } = options;
  const [loadBefore = Number.NaN] = loadavg();
  const folder = join(assembly, 'hanging-module');
  const switchboard = await startLocal({
    assembly,
    signal,
    ...(hasFaults && {
      adjustModel: (model) => withHangingModule(model, { module: hanging, folder }),
    }),
  });
  cleanup.add(() => switchboard.close());
  try {
    return { hasFaults, loadBefore, ...(await measure(switchboard, options)) };
  } finally {
    await switchboard.close();
  }
};

const measure = async (
  switchboard: LocalSwitchboard,
  { hasFaults, seconds, signal }: RunOptions,
): Promise<Omit<RunResult, 'hasFaults' | 'loadBefore'>> => {
  const watch = new ModuleWatch(switchboard);
  const load = planLoad(warmUpSeconds + seconds);
  const isMeasured = ({ dueMs }: PlannedEvent): boolean => dueMs >= warmUpSeconds * 1000;
  const acknowledgements = await sendLoad(switchboard, load, {
    signal,
    // The outage begins with the measurement, so that its onset is part of it.
    onDue: onceWhen(isMeasured, () => hasFaults && void takeCrmDown(switchboard)),
  });
  const own = acknowledgements.filter(({ event }) => event.isForBystander);
  await allApplied(watch, own, signal);
  const applied = own.flatMap(({ event, dueAt }) => {
    const at = watch.appliedAt(bystander, event.id);
    return at === undefined ? [] : [{ event, latencyMs: at - dueAt }];
  });
  return {
    acknowledgedMs: latenciesIn(acknowledgements, isMeasured),
    appliedMs: latenciesIn(applied, isMeasured),
    posted: load.length,
    answered200: acknowledgements.filter(({ status }) => status === 200).length,
    forBystander: own.length,
    appliedByBystander: applied.length,
    modules: await watch.accounts(),
  };
};

const latenciesIn = (
  samples: readonly Pick<Acknowledgement, 'event' | 'latencyMs'>[],
  isMeasured: (event: PlannedEvent) => boolean,
): readonly number[] => samples.filter(({ event }) => isMeasured(event)).map(({ latencyMs }) => latencyMs);

const onceWhen = (holds: (event: PlannedEvent) => boolean, act: () => void) => {
  let isDone = false;
  return (event: PlannedEvent): void => {
    if (isDone || !holds(event)) return;
    isDone = true;
    act();
  };
};

const takeCrmDown = async ({ description }: LocalSwitchboard): Promise<void> => {
  const url = `${description.dependencies['crm']?.url}/faults`;
  const { ok } = await fetch(url, { method: 'PUT', body: JSON.stringify({ status: 503 }) });
  if (!ok) throw new Error('The CRM could not be told to fail.');
};

const allApplied = async (
  watch: ModuleWatch,
  acknowledgements: readonly Acknowledgement[],
  signal: AbortSignal,
): Promise<void> => {
  const untilAt = performance.now() + patienceMs;
  const isMissing = ({ event }: Acknowledgement): boolean =>
    watch.appliedAt(bystander, event.id) === undefined;
  while (acknowledgements.some(isMissing) && performance.now() < untilAt && !signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
