import { join } from 'node:path';
import * as z from 'zod';
import { agentPresence } from '../../lambdas/modules/agent-presence/manifest';
import { callLifecycle } from '../../lambdas/modules/call-lifecycle/manifest';
import { entityKey } from '../../lambdas/contract/table-schema';
import { bundleFunction } from '../../lib/bundle-function';
import type { StackModel } from '../../tools/local/model';
import { noise } from '../noise';
import { scratchFolder } from '../scratch-folder';
import { anyData, dataForBody, edgeSizes } from './bodies';
import { callEvent } from './call-events';
import { digestOf } from './digest-modules/digest';
import { agentEvent, type AgentEvent, type Pipeline, startPipeline } from './pipeline-fixture';

/** `ANY_SIZE_BODIES=1000` sends that many. */
const bodies = Number(process.env['ANY_SIZE_BODIES'] ?? 120);
const sendersAtOnce = 4;

/** Real processes are started here, on a machine that may be busy. */
jest.setTimeout(120_000 + bodies * 500);

let pipeline: Pipeline;

/** The model with modules that keep digests in the place of two that are deployed. */
const withDigests = (model: StackModel): StackModel => {
  const bundleOf = (name: string): string => {
    const folder = scratchFolder();
    bundleFunction(join(__dirname, 'digest-modules', `${name}.ts`), folder);
    return folder;
  };
  const bundles = [
    ['agentpresence', bundleOf('presence-handler')],
    ['calllifecycle', bundleOf('call-handler')],
  ] as const;
  const functions = model.functions.map((definition) => {
    const [, codePath] = bundles.find(([name]) => definition.logicalId.toLowerCase().includes(name)) ?? [];
    return codePath === undefined ? definition : { ...definition, codePath };
  });
  return { ...model, functions };
};

beforeAll(async () => {
  // Read twice: which queues there are, and what their URLs are.
  let adjusted: StackModel['functions'] | undefined;
  const adjustModel = (model: StackModel): StackModel => {
    const codePaths = new Map(adjusted?.map(({ logicalId, codePath }) => [logicalId, codePath]));
    if (!adjusted) {
      ({ functions: adjusted } = withDigests(model));
      return adjustModel(model);
    }
    const functions = model.functions.map((definition) => ({
      ...definition,
      codePath: codePaths.get(definition.logicalId) ?? definition.codePath,
    }));
    return { ...model, functions };
  };
  pipeline = await startPipeline({ modules: [agentPresence, callLifecycle], adjustModel });
}, 180_000);
afterAll(() => pipeline.close());

const sightSchema = z.object({ digest: z.string(), attributes: z.array(z.string()) });
const presenceSchema = z.object({ state: sightSchema });

/** What the module saw of an agent's event. */
const sightOf = async ({ userId }: AgentEvent) =>
  presenceSchema.safeParse(await pipeline.presence(userId)).data?.state;

const stateOf = async (callId: string): Promise<unknown> => {
  const pk = entityKey(callLifecycle.name, { type: 'call', id: callId });
  const items = await pipeline.entityItems();
  return items.find((item) => item['pk'] === pk)?.['state'];
};

/** Sends a body as senders do: again, for as long as the machine is too busy to answer in time. */
const deliver = async (body: string): Promise<void> => {
  for (let tries = 0; tries < 20; tries += 1) {
    const answer = await pipeline.post(body).catch(() => ({ status: 0 }));
    if (answer.status === 200) return;
    expect([0, 503]).toContain(answer.status);
  }
  throw new Error('The event was not accepted after twenty tries.');
};

/** Sends events, some at once, and gives those that the module did not see as they were sent. */
const unlike = async (events: readonly AgentEvent[]): Promise<readonly string[]> => {
  const waiting = [...events];
  const send = async (): Promise<void> => {
    for (let event = waiting.pop(); event; event = waiting.pop()) {
      await deliver(JSON.stringify(event));
    }
  };
  await Promise.all(Array.from({ length: sendersAtOnce }, send));
  await pipeline.drained(agentPresence.name);
  const sights = await Promise.all(events.map(async (event) => ({ event, sight: await sightOf(event) })));
  return sights
    .filter(
      ({ event, sight }) => sight?.digest !== digestOf(event.data) || sight.attributes.includes('dataref'),
    )
    .map(
      ({ event }) =>
        `${Buffer.byteLength(JSON.stringify(event))} bytes: ${JSON.stringify(event.data).slice(0, 60)}`,
    );
};

describe('an event of any size', () => {
  it('comes out at the module byte for byte, at each size at which something changes', async () => {
    const events = edgeSizes.map((bytes) => {
      const event = agentEvent();
      return { ...event, data: dataForBody({ ...event }, bytes) };
    });
    expect(events.map((event) => Buffer.byteLength(JSON.stringify(event)))).toEqual(edgeSizes);

    expect(await unlike(events)).toEqual([]);
    expect(pipeline.s3.operations).toContain('PutObject');
  });

  it(`comes out at the module byte for byte, whatever is in it: ${bodies} times`, async () => {
    const events = Array.from({ length: bodies }, (_, index) => agentEvent({ data: anyData(index) }));
    expect(await unlike(events)).toEqual([]);
  });

  it('over 1 MiB is refused, and one of 1 MiB that is no event is kept', async () => {
    const before = pipeline.s3.operations.length;
    expect(await pipeline.post(noise(1_048_577))).toMatchObject({ status: 413 });
    const unusable = await pipeline.post(noise(1_048_576));
    expect(unusable).toMatchObject({ status: 200, body: { status: 'quarantined', reason: 'NOT_JSON' } });
    expect(pipeline.s3.operations.slice(before)).toEqual(['PutObject']);
  });
});

describe('an event that is too large for a message', () => {
  const largeNotes = { notes: noise(900_000) };

  it('costs one put, and one get for each module', async () => {
    const event = agentEvent({ data: largeNotes });
    const calls = await pipeline.callsDuring(async () => {
      await pipeline.post(JSON.stringify(event));
      await pipeline.drained(agentPresence.name);
    });
    expect(calls).toEqual(['PutItem', 'UpdateItem', 'UpdateItem', 'SendMessage', 'PutObject', 'GetObject']);
  });

  it('is applied whole when it was parked', async () => {
    const answered = callEvent('parked', 'answered', { data: largeNotes });
    await pipeline.post(JSON.stringify(answered));
    await pipeline.drained(callLifecycle.name);
    expect(await pipeline.outcome(answered.id, callLifecycle.name)).toBe('parked');

    await pipeline.post(JSON.stringify(callEvent('parked', 'started')));
    await pipeline.drained(callLifecycle.name);

    expect(await pipeline.outcome(answered.id, callLifecycle.name)).toBe('applied');
    expect(JSON.stringify(await stateOf('parked'))).toContain(digestOf(answered.data));
  });

  it('lies in the DLQ by its address, and is applied whole when it comes from there', async () => {
    const refused = callEvent('refused', 'started', { data: { ...largeNotes, refuse: true } });
    const before = pipeline.s3.operations.length;
    await pipeline.post(JSON.stringify(refused));
    await pipeline.drained(callLifecycle.name);

    const [letter] = await pipeline.deadLetters(callLifecycle.name);
    expect(letter?.attributes).toMatchObject({ cause: 'PERMANENT', eventId: refused.id });
    expect(letter?.body.length).toBeLessThan(1000);
    expect(JSON.parse(letter?.body ?? '')).toMatchObject({
      data: null,
      dataref: expect.stringMatching(/^s3:/),
    });
    expect(pipeline.s3.operations.slice(before)).toEqual(['PutObject', 'GetObject', 'CopyObject']);

    await pipeline.redrive(callLifecycle.name);
    await pipeline.drained(callLifecycle.name);
    expect(await pipeline.deadLetters(callLifecycle.name)).toMatchObject([
      { attributes: { cause: 'PERMANENT' } },
    ]);
    expect(pipeline.s3.operations.slice(before + 3)).toEqual(['GetObject', 'CopyObject']);
  });

  it('is not lost while S3 does not answer', async () => {
    const event = agentEvent({ data: largeNotes });
    const stopPassing = pipeline.passTimeAfterFailures();
    for (const operation of ['PutObject', 'PutObject', 'PutObject']) {
      pipeline.s3.interceptNext(operation, async () => 'drop');
    }
    expect(await pipeline.post(JSON.stringify(event))).toMatchObject({ status: 503 });
    // As often as one delivery of the message asks.
    for (const operation of Array<string>(3).fill('GetObject')) {
      pipeline.s3.interceptNext(operation, async () => ({ status: 503, headers: {}, body: Buffer.alloc(0) }));
    }

    await deliver(JSON.stringify(event));
    await pipeline.logged('EVENT_APPLIED', event.id);
    stopPassing();

    expect((await sightOf(event))?.digest).toBe(digestOf(event.data));
    expect(pipeline.timesLogged('EVENT_DEFERRED', event.id)).toBeGreaterThan(0);
    expect(await pipeline.deadLetters(agentPresence.name)).toEqual([]);
  });

  it('goes to the DLQ at once when its data is gone', async () => {
    const event = agentEvent({ data: largeNotes });
    const missing = '<Error><Code>NoSuchKey</Code></Error>';
    pipeline.s3.interceptNext('GetObject', async () => ({
      status: 404,
      headers: { 'content-type': 'application/xml' },
      body: Buffer.from(missing),
    }));
    await pipeline.post(JSON.stringify(event));
    await pipeline.drained(agentPresence.name);

    expect(await pipeline.outcome(event.id, agentPresence.name)).toBe('dead-lettered');
    expect(await pipeline.deadLetters(agentPresence.name)).toMatchObject([
      { attributes: { cause: 'DATA_GONE', attempts: '1' } },
    ]);
  });
});
