import * as z from 'zod';
import { claimKey } from '../../../lambdas/contract/table-schema';
import type { LocalSwitchboard } from '../local-switchboard';
import type { SourcePart } from '../stack-parts';
import { type ClaimReader, waitForOutcomes } from './claim-outcomes';
import type { SampleEvent } from './sample-events';
import { signedHeaders } from './sign';

/** What became of a sample event. */
export interface PlayedEvent {
  readonly sample: SampleEvent;
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
  readonly source: SourcePart;
  readonly httpStatus: number;
  readonly answer: string;
  readonly eventId: string | undefined;
}

const sourceOf = ({ expected, file }: SampleEvent, sources: readonly SourcePart[]): SourcePart => {
  const source = expected === undefined ? sources[0] : sources.find(({ name }) => name === expected.source);
  if (source !== undefined) return source;
  const known = sources.map(({ name }) => name).join(', ');
  throw new Error(`${file} is to come from the source "${expected?.source}", but the stack has: ${known}.`);
};

const deliver = async (sample: SampleEvent, source: SourcePart): Promise<Delivered> => {
  const response = await fetch(source.url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...signedHeaders(source, sample.body) },
    body: new Uint8Array(sample.body),
  });
  const text = await response.text();
  const { status, error, id } = answerBody.safeParse(text.startsWith('{') ? JSON.parse(text) : {}).data ?? {};
  return { sample, source, httpStatus: response.status, answer: status ?? error ?? '', eventId: id };
};

export interface PlayOptions {
  readonly parts: LocalSwitchboard['parts'];
  readonly claims: ClaimReader;
  /** How long to wait for the outcomes of all. Default 20. */
  readonly waitSeconds?: number;
}

/**
 * Delivers the samples one after another, signed as their source does, then waits until every accepted
 * one has an outcome in every module that wants it. To be parked is one, unless another one is expected.
 */
export const playEvents = async (
  samples: readonly SampleEvent[],
  { parts, claims, waitSeconds = 20 }: PlayOptions,
): Promise<readonly PlayedEvent[]> => {
  const delivered: Delivered[] = [];
  for (const sample of samples) delivered.push(await deliver(sample, sourceOf(sample, parts.sources)));
  const signal = AbortSignal.timeout(waitSeconds * 1000);
  return Promise.all(
    delivered.map(async ({ sample, source, httpStatus, answer, eventId }) => {
      const isClaimed = eventId !== undefined && (answer === 'accepted' || answer === 'duplicate');
      const modules = parts.modules
        .map(({ manifest }) => manifest)
        .filter(({ types }) => sample.eventType !== undefined && types.includes(sample.eventType))
        .map(({ name }) => name);
      const outcomes = isClaimed
        ? await waitForOutcomes({
            claims,
            key: claimKey(source.name, eventId),
            modules,
            expected: sample.expected?.outcomes ?? {},
            signal,
          })
        : {};
      return { sample, httpStatus, answer, outcomes };
    }),
  );
};
