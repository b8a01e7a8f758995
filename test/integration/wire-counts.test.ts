import { agentPresence } from '../../lambdas/modules/agent-presence/manifest';
import { callLifecycle } from '../../lambdas/modules/call-lifecycle/manifest';
import { moduleEvent } from '../module-kit/event';
import { callEvent, type CallEvent, type CallStep } from './call-events';
import { agentEvent, type AgentEvent, type Pipeline, startPipeline } from './pipeline-fixture';

/** Real processes are started here, on a machine that may be busy. */
jest.setTimeout(30_000);

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline({ modules: [agentPresence, callLifecycle] });
}, 60_000);
afterAll(() => pipeline.close());

const drained = async (): Promise<void> => {
  await pipeline.drained(agentPresence.name);
  await pipeline.drained(callLifecycle.name);
};

const send = async (...events: readonly (CallEvent | AgentEvent)[]): Promise<void> => {
  for (const event of events) {
    await pipeline.post(JSON.stringify(event));
    await drained();
  }
};

/** The calls that one action leads to, until nothing is left to do. */
const callsOf = (act: () => Promise<unknown>): Promise<readonly string[]> =>
  pipeline.callsDuring(async () => {
    await act();
    await drained();
  });

const times = (count: number, name: string): readonly string[] => Array<string>(count).fill(name);

/** What ingest does for every new event. */
const claimed = ['PutItem'];
const sent = ['SendMessage'];

describe('what a snapshot costs', () => {
  const first = agentEvent();
  const of = (timestamp: string, status: string): AgentEvent =>
    agentEvent({ userId: first.userId, timestamp, data: { status } });

  it.each([
    ['the first', first, 2],
    ['a newer one', of('2023-10-27T14:31:00Z', 'BREAK'), 2],
    ['a newer one that says the same as the one before', of('2023-10-27T14:32:00Z', 'BREAK'), 3],
    ['one that is stale', of('2023-10-27T14:29:00Z', 'BUSY'), 2],
  ])('the commit and the outcome: %s', async (_, event, writes) => {
    expect(await callsOf(() => send(event))).toEqual([...claimed, ...times(writes, 'UpdateItem'), ...sent]);
  });
});

describe('what an event of a lifecycle costs', () => {
  interface Case {
    readonly what: string;
    /** What has come before. */
    readonly known: readonly CallStep[];
    readonly comes: CallStep;
    readonly calls: readonly string[];
  }
  const cases: readonly Case[] = [
    { what: 'the first one', known: [], comes: 'started', calls: ['GetItem', 'PutItem', 'UpdateItem'] },
    {
      what: 'one in order',
      known: ['started', 'answered'],
      comes: 'held',
      calls: ['GetItem', 'PutItem', 'UpdateItem'],
    },
    {
      what: 'one that is put before another within the window',
      known: ['started', 'resumed'],
      comes: 'held',
      calls: ['GetItem', 'PutItem', 'UpdateItem'],
    },
    {
      what: 'one that is parked',
      known: [],
      comes: 'answered',
      calls: ['GetItem', 'BatchWriteItem', 'PutItem', 'UpdateItem'],
    },
    {
      what: 'one that releases a parked one',
      known: ['answered'],
      comes: 'started',
      calls: ['GetItem', 'BatchGetItem', 'PutItem', ...times(2, 'UpdateItem'), 'BatchWriteItem'],
    },
    {
      what: 'one that releases six parked ones',
      known: ['dispositioned', 'answered', 'held', 'completed', 'resumed', 'transferred'],
      comes: 'started',
      calls: ['GetItem', 'BatchGetItem', 'PutItem', ...times(7, 'UpdateItem'), 'BatchWriteItem'],
    },
  ];

  it.each(cases)('$what', async ({ what, known, comes, calls }) => {
    await send(...known.map((step) => callEvent(what, step)));

    expect(await callsOf(() => send(callEvent(what, comes)))).toEqual([...claimed, ...calls, ...sent]);
  });

  it.each([
    ['applied', 'started'],
    ['parked', 'answered'],
  ] as const)('one write, when it comes again and is %s', async (outcome, step) => {
    const event = callEvent(`again-${outcome}`, step);
    await send(event);

    expect(await callsOf(() => send(event))).toEqual(claimed);
  });

  it('a read and a write that is refused, when a copy of it is in the queue', async () => {
    const event = callEvent('copied', 'started');
    await send(event);
    const copy = JSON.stringify(moduleEvent(event));

    const calls = await callsOf(() =>
      pipeline.send(callLifecycle.name, copy, { type: 'call', id: 'copied' }),
    );

    expect(calls).toEqual(['GetItem', 'UpdateItem', ...sent]);
  });

  it('one more read, when it is late', async () => {
    await send(callEvent('late', 'started'), callEvent('late', 'completed'));
    pipeline.clock.advance(61_000);

    expect(await callsOf(() => send(callEvent('late', 'answered')))).toEqual([
      ...claimed,
      ...times(2, 'GetItem'),
      'PutItem',
      'UpdateItem',
      ...sent,
    ]);
  });

  it('a release for each entity that is due, next to sixteen queries a minute', async () => {
    pipeline.clock.advance(61_000);
    await pipeline.release(callLifecycle.name);
    await drained();
    expect(await callsOf(() => pipeline.release(callLifecycle.name))).toEqual(times(16, 'Query'));
    await send(callEvent('due', 'completed'));
    pipeline.clock.advance(61_000);

    const calls = await callsOf(() => pipeline.release(callLifecycle.name));

    expect(calls.filter((name) => name === 'Query')).toHaveLength(16);
    expect(calls.filter((name) => name !== 'Query')).toEqual([
      'GetItem',
      'BatchGetItem',
      'PutItem',
      'UpdateItem',
      'BatchWriteItem',
      'SendMessageBatch',
    ]);
  });
});
