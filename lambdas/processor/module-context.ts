import type { ModuleManifest } from '../contract/module-manifest';
import { ModuleTimeoutError, StoreUnavailableError } from '../core/failure/errors';
import type {
  EventPlace,
  JsonValue,
  ModuleContext,
  ModuleDependency,
  ModuleEvent,
  ModuleLogFields,
} from './feature-module';
import type { IndependentDependencies, Invocation } from './ports';
import { StoreWatch } from './store-watch';
import { unlessAborted } from '../core/unless-aborted';

/** What an effect leaves of the invocation's time for the commit and the outcome. */
const reserveMs = 1000;
/** What a call that is given up leaves, so that it can be told why. */
const graceMs = 500;

/** Milliseconds in which a module may still work. */
export const workingMs = (invocation: Invocation): number =>
  Math.max(0, invocation.remainingMs() - reserveMs);

/** What identifies an event in a module for good, in ASCII. */
export const idempotencyKeyOf = (
  module: string,
  { source, id }: Pick<ModuleEvent, 'source' | 'id'>,
): string => `${module}/${source}/${encodeURIComponent(id)}`;

export interface ContextOf {
  readonly manifest: ModuleManifest;
  readonly event: Pick<ModuleEvent, 'source' | 'id'>;
  readonly place: EventPlace;
  readonly invocation: Invocation;
}

interface WatchedStores {
  /** Default: nobody watches. */
  readonly stores?: StoreWatch;
}

type ContextDependencies = Pick<IndependentDependencies, 'once' | 'voice' | 'breakers' | 'timer'>;

/**
 * Runs a module's effect, for as long as its time allows. One that never ends fails like any other then, instead of
 * taking the function down, and what else is worked on in it.
 *
 * @throws {ModuleTimeoutError} when it is not done a moment after its signal has aborted
 * @throws {StoreUnavailableError} when that is because a table of ours did not answer
 */
export const runEffect = async <Result>(
  of: ContextOf,
  deps: ContextDependencies,
  effect: (context: ModuleContext) => Promise<Result>,
): Promise<Result> => {
  const asked = new AbortController();
  const given = new AbortController();
  const timeMs = workingMs(of.invocation);
  const stores = new StoreWatch();
  const timeout = (): Error =>
    stores.isWaiting
      ? new StoreUnavailableError('What is kept of effects and breakers could not be had in time.')
      : new ModuleTimeoutError(`The module ${of.manifest.name} was not done after ${timeMs} ms.`);
  const cancel = [
    deps.timer.after(Math.max(0, timeMs - graceMs), () => asked.abort(timeout())),
    deps.timer.after(timeMs, () => given.abort(timeout())),
  ];
  try {
    const context = moduleContext({ ...of, stores }, deps, asked.signal);
    return await unlessAborted(effect(context), given.signal);
  } finally {
    for (const stop of cancel) stop();
  }
};

/** What a module's effect is given to work with. @param signal aborts when no time remains */
export const moduleContext = (
  { manifest, event, place, invocation, stores = new StoreWatch() }: ContextOf & WatchedStores,
  { once, voice, breakers }: ContextDependencies,
  signal: AbortSignal,
): ModuleContext => {
  const idempotencyKey = idempotencyKeyOf(manifest.name, event);
  const log = (level: 'info' | 'warn', code: string, fields: ModuleLogFields = {}): void => {
    const isDeclared = manifest.logCodes?.includes(code) ?? false;
    voice.log(level, isDeclared ? code : 'UNDECLARED_CODE', isDeclared ? onlyNumbers({ ...fields }) : {});
  };
  return {
    ...place,
    idempotencyKey,
    once: async <Result extends JsonValue>(name: string, effect: () => Promise<Result>): Promise<Result> =>
      stores.around(
        async (within) =>
          (await once.run(`${idempotencyKey}/${name}`, () => within(effect), invocation)).result,
      ),
    dependency: (name): ModuleDependency => ({
      call: (fn) =>
        stores.around((within) => {
          const call = (given: AbortSignal) => within(() => unlessAborted(fn(given), given));
          return breakers.call(declared(manifest, name), call, { signal, invocation });
        }),
    }),
    remainingMs: () => workingMs(invocation),
    signal,
    log: {
      info: (code, fields) => log('info', code, fields),
      warn: (code, fields) => log('warn', code, fields),
    },
    metrics: {
      count: (name) =>
        manifest.metrics?.includes(name) ? voice.count(name) : voice.log('warn', 'UNDECLARED_METRIC', {}),
    },
  };
};

const declared = ({ name: module, dependencies = [] }: ModuleManifest, name: string): string => {
  if (dependencies.includes(name)) return name;
  throw new Error(`Module ${module} calls "${name}", which its manifest does not name in \`dependencies\`.`);
};

/** Largest values that make sense; a phone number is larger than any of them. */
const largest = { status: 599, durationMs: 900_000, count: 100_000 } as const satisfies Record<
  keyof ModuleLogFields,
  number
>;

/** A type does not stop other fields from being passed, nor a text where a number is due; this does. */
const onlyNumbers = (fields: Readonly<Record<string, unknown>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(largest).flatMap(([name, max]) => {
      const value = fields[name];
      return typeof value === 'number' && value >= 0 && value <= max ? [[name, value]] : [];
    }),
  );
