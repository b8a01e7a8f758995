import * as z from 'zod';
import { claimKey } from '../../../lambdas/contract/table-schema';
import type { LocalSwitchboard } from '../local-switchboard';
import type { SourcePart } from '../stack-parts';
import type { BusSample } from './bus-sample';
import { type ClaimReader, waitForOutcomes } from './claim-outcomes';
import { type BusDoor, deliverOnBus } from './deliver-on-bus';
import type { SampleEvent } from './sample-events';
import { signedHeaders } from './sign';

/** What became of a sample event. */
export interface PlayedEvent {
  readonly sample: SampleEvent;
  /** Of the webhook's answer. On an event bus: 200 if ingest has succeeded. */
  readonly httpStatus: number;
  /** Ingest's word for it, such as `accepted`, or its error code; empty when it gave none. */
  readonly answer: string;
  /** By module; `pending` when there was none in time. */
  readonly outcomes: Readonly<Record<string, string>>;
}

const answerBody = z.object({
  status: z.string().optional(),
  error: z.string().optional(),
  id: z.string().optional(),
});

interface Delivered {
  readonly sample: SampleEvent;
  /** The source's name. */
  readonly source: string;
  readonly httpStatus: number;
  readonly answer: string;
  readonly eventId?: string;
  /** As ingest understands it. */
  readonly eventType?: string;
}

/** The one that the expectation names, or else the first one. */
const choose = <One>(
  { expected, file }: SampleEvent,
  all: readonly One[],
  nameOf: (one: One) => string,
): One => {
  const source = expected?.source;
  const found = source === undefined ? all[0] : all.find((one) => nameOf(one) === source);
  if (found !== undefined) return found;
  const known = all.map(nameOf).join(', ') || 'none';
  throw new Error(`${file} is to come from the source "${source ?? ''}", but the stack has: ${known}.`);
};

const deliver = (sample: SampleEvent, { parts, bus }: PlayOptions): Promise<Delivered> =>
  sample.onBus === undefined
    ? post(
        sample,
        choose(sample, parts.sources, ({ name }) => name),
      )
    : putOnBus(sample, sample.onBus, { parts, ...(bus && { bus }) });

const putOnBus = async (
  sample: SampleEvent,
  content: BusSample,
  { parts, bus }: Pick<PlayOptions, 'parts' | 'bus'>,
): Promise<Delivered> => {
  if (bus === undefined)
    throw new Error(`${sample.file} is to come through an event bus, and there is none.`);
  const { source, busName } = choose(sample, parts.eventBusIngest?.buses ?? [], (one) => one.source);
  return { sample, source, ...(await deliverOnBus(content, busName, bus)) };
};

const post = async (sample: SampleEvent, source: SourcePart): Promise<Delivered> => {
  const response = await fetch(source.url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...signedHeaders(source, sample.body) },
    body: new Uint8Array(sample.body),
  });
  const text = await response.text();
  const { status, error, id } = answerBody.safeParse(text.startsWith('{') ? JSON.parse(text) : {}).data ?? {};
  return {
    sample,
    source: source.name,
    httpStatus: response.status,
    answer: status ?? error ?? '',
    ...(id !== undefined && { eventId: id }),
    ...(sample.eventType !== undefined && { eventType: sample.eventType }),
  };
};

export interface PlayOptions {
  readonly parts: LocalSwitchboard['parts'];
  readonly claims: ClaimReader;
  /** Where samples go that come through an event bus. Default: there is none. */
  readonly bus?: BusDoor;
  /** How long to wait for the outcomes of all. Default 20. */
  readonly waitSeconds?: number;
}

/**
 * Delivers the samples one after another, signed as their source does or through its event bus, then waits until every
 * accepted one has an outcome in every module that wants it. To be parked is one, unless another one is expected.
 */
export const playEvents = async (
  samples: readonly SampleEvent[],
  options: PlayOptions,
): Promise<readonly PlayedEvent[]> => {
  const delivered: Delivered[] = [];
  for (const sample of samples) delivered.push(await deliver(sample, options));
  const signal = AbortSignal.timeout((options.waitSeconds ?? 20) * 1000);
  return Promise.all(
    delivered.map(async (one) => {
      const { sample, httpStatus, answer } = one;
      return { sample, httpStatus, answer, outcomes: await outcomesOf(one, options, signal) };
    }),
  );
};

const outcomesOf = async (
  { sample, source, answer, eventId, eventType }: Delivered,
  { parts, claims }: PlayOptions,
  signal: AbortSignal,
): Promise<Record<string, string>> => {
  if (eventId === undefined || (answer !== 'accepted' && answer !== 'duplicate')) return {};
  const modules = parts.modules
    .map(({ manifest }) => manifest)
    .filter(({ types }) => eventType !== undefined && types.includes(eventType))
    .map(({ name }) => name);
  const expected = sample.expected?.outcomes ?? {};
  return waitForOutcomes({ claims, key: claimKey(source, eventId), modules, expected, signal });
};
