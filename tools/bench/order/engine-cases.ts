import { maxOpenEvents } from '../../../lambdas/contract/limits';
import type { SequenceManifest } from '../../../lambdas/contract/module-manifest';
import { Engine } from './engine';

/** One message given to the sequencing core, again and again from the same start. */
export interface EngineCase {
  readonly group: string;
  readonly name: string;
  /** Events that the message makes part of the state, or parks. */
  readonly events: number;
  readonly run: () => unknown;
}

const inTurns = ['call.held', 'call.resumed'] as const;
const longMs = 61_000;
const secondMs = 1000;

const startedEngine = (manifest: SequenceManifest): Engine => {
  const engine = new Engine(manifest);
  engine.deliver('call.started');
  return engine;
};

const proceed = (engine: Engine, count: number, stepMs: number): void => {
  for (let index = 0; index < count; index += 1) {
    engine.nowMs += stepMs;
    engine.deliver(inTurns[index % 2] ?? inTurns[0]);
  }
};

const inOrder = (engine: Engine, group: string, earlier: number): EngineCase => {
  const from = engine.fork();
  const event = from.event('call.held');
  const name = `${earlier.toLocaleString('en')} earlier`;
  return { group, name, events: 1, run: () => from.play(event) };
};

const afterEarlier = (manifest: SequenceManifest, earlier: number): readonly EngineCase[] => {
  const engine = startedEngine(manifest);
  proceed(engine, earlier - 1, longMs);
  engine.nowMs += longMs;
  const settled = inOrder(engine, 'in order', earlier);
  proceed(engine, maxOpenEvents, secondMs);
  engine.nowMs += secondMs;
  return [settled, inOrder(engine, `in order, ${maxOpenEvents} open`, earlier)];
};

const withParked = (manifest: SequenceManifest, count: number): readonly EngineCase[] => {
  const engine = new Engine(manifest);
  const startMs = engine.nowMs;
  proceed(engine, count, 100);
  const from = engine.fork();
  from.nowMs += 100;
  const another = from.event('call.held');
  const start = from.event('call.started', startMs);
  const name = `${count} parked`;
  const park = { group: 'park one more', name, events: 1, run: () => from.play(another) };
  if (count === 0) return [park];
  const run = (): unknown => from.play(start);
  return [park, { group: 'release by the start', name, events: count + 1, run }];
};

const beforeOpen = (manifest: SequenceManifest, open: number): EngineCase => {
  const engine = startedEngine(manifest);
  const atMs = engine.nowMs + 500;
  proceed(engine, open, secondMs);
  const from = engine.fork();
  const event = from.event('call.held', atMs);
  return { group: 'put before', name: `${open} open`, events: 1, run: () => from.play(event) };
};

export interface EngineCasesOptions {
  readonly earlier: readonly number[];
  readonly parked: readonly number[];
  readonly open: readonly number[];
}

/** The same cases as for the processor, without anything around the sequencing core. */
export const engineCases = (
  manifest: SequenceManifest,
  { earlier, parked, open }: EngineCasesOptions,
): readonly EngineCase[] => [
  ...earlier.flatMap((count) => afterEarlier(manifest, count)),
  ...[0, ...parked].flatMap((count) => withParked(manifest, count)),
  ...open.map((count) => beforeOpen(manifest, count)),
];
