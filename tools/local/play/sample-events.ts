import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { type BusSample, readBusSample } from './bus-sample';
import { type Expectation, readExpectedOutcomes } from './expected-outcomes';

/** A delivery that is played at start. */
export interface SampleEvent {
  /** Name of the file. */
  readonly file: string;
  readonly path: string;
  /** The very bytes that are signed and sent. */
  readonly body: Buffer;
  /** As the body says, or its `detail-type`; absent when it cannot be read. */
  readonly eventType?: string;
  /** Present if it comes through an event bus; without, it is posted to the webhook. */
  readonly onBus?: BusSample;
  /** Absent: whatever outcome it has is fine. */
  readonly expected?: Expectation;
}

const typed = z.object({ eventType: z.string() });

const jsonIn = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
};

/**
 * The `*.json` files of a folder, sorted by name, with what `expected/outcomes.json` beside them says.
 * Empty when there is no such folder. Throws `ExpectedOutcomesError`.
 */
export const readSampleEvents = (folder: string): readonly SampleEvent[] => {
  if (!existsSync(folder)) return [];
  const expectations = readExpectedOutcomes(join(folder, 'expected', 'outcomes.json'));
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.toSorted().map((file) => {
    const path = join(folder, file);
    const body = readFileSync(path);
    const json = jsonIn(body);
    const onBus = readBusSample(json);
    const eventType = onBus?.detailType ?? typed.safeParse(json).data?.eventType;
    const expected = expectations[file];
    return {
      file,
      path,
      body,
      ...(eventType && { eventType }),
      ...(onBus && { onBus }),
      ...(expected && { expected }),
    };
  });
};
