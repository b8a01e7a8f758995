import type { ModuleManifest } from '../contract/module-manifest';
import type { EventPlace, JsonValue, ModuleContext, ModuleEvent, ModuleLogFields } from './feature-module';
import type { IndependentDependencies, Invocation } from './ports';

/** What an effect leaves of the invocation's time for the commit and the outcome. */
const reserveMs = 1000;

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

/** What a module's effect is given to work with. */
export const moduleContext = (
  { manifest, event, place, invocation }: ContextOf,
  { once, voice }: Pick<IndependentDependencies, 'once' | 'voice'>,
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
      (await once.run(`${idempotencyKey}/${name}`, effect, invocation)).result,
    remainingMs: () => workingMs(invocation),
    signal: AbortSignal.timeout(workingMs(invocation)),
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
