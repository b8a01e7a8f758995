import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agentPresence } from '../../../lambdas/modules/agent-presence/manifest';
import { ManualClock } from '../../../tools/local/clock';
import { type ControlServer, startControlServer } from '../../../tools/local/control/control-server';
import { eventBridgeRoutes } from '../../../tools/local/event-bus/event-bridge-routes';
import { EventBuses } from '../../../tools/local/event-bus/event-buses';
import type { InvocationOutcome, FunctionLine } from '../../../tools/local/lambda/invocation';
import { Listeners } from '../../../tools/local/listeners';
import type { LocalEvent } from '../../../tools/local/local-switchboard';
import { playEvents } from '../../../tools/local/play/play-events';
import { readSampleEvents, type SampleEvent } from '../../../tools/local/play/sample-events';
import type { StackParts } from '../../../tools/local/stack-parts';
import { scratchFolder } from '../../scratch-folder';

const local = 'aws.partner/genesys.com/cloud/org/local';
const place = { region: 'us-east-1', accountId: '000000000000' } as const;

const definition = {
  logicalId: 'F',
  name: 'f',
  arn: 'arn',
  codePath: '/',
  handler: 'index.handler',
  timeoutSeconds: 1,
  memoryMiB: 128,
  environment: {},
};

const parts: StackParts = {
  ingest: definition,
  claimsTable: 'claims',
  entitiesTable: 'entities',
  quarantineQueueUrl: 'q',
  sources: [],
  modules: [{ manifest: agentPresence, queueUrl: 'q', dlqUrl: 'd', function: definition }],
  eventBusIngest: {
    function: definition,
    buses: [
      { source: 'other', busName: `${local}-other` },
      { source: 'genesys', busName: local },
    ],
    failureQueueUrl: 'q',
    redriveMappingId: 'm',
  },
};

const busEvent = {
  version: '0',
  id: 'e7e4',
  'detail-type': 'v2.users.{id}.activity',
  source: 'aws.partner/genesys.com/cloud/somebody/else',
  time: '2026-03-02T08:00:00Z',
  resources: ['arn:one'],
  detail: { topicName: 'v2.users.7.activity' },
};

const sample = (expected?: SampleEvent['expected']): SampleEvent => {
  const folder = scratchFolder();
  writeFileSync(join(folder, '01.json'), JSON.stringify(busEvent));
  const [read] = readSampleEvents(folder);
  if (read === undefined) throw new Error('There is no sample.');
  return { ...read, ...(expected && { expected }) };
};

const fromGenesys = { source: 'genesys', answer: 'accepted', outcomes: {} } as const;

let server: ControlServer;
let seen: unknown[];
/** What the function writes, and how it ends. */
let run: { readonly lines: readonly string[]; readonly status: 'succeeded' | 'failed' };
const lines = new Listeners<FunctionLine>();
const events = new Listeners<LocalEvent>();

const ended = (requestId: string): InvocationOutcome =>
  run.status === 'succeeded'
    ? { status: 'succeeded', requestId, payload: null }
    : { status: 'failed', requestId, error: { errorType: 'E', errorMessage: 'm', trace: [] } };

beforeEach(async () => {
  seen = [];
  server = await startControlServer();
  const invokeLater = (functionLogicalId: string, event: unknown): string => {
    seen.push(event);
    const requestId = `request-${seen.length}`;
    setImmediate(() => {
      const write = (text: string, id: string): void =>
        lines.tell({ functionLogicalId, stream: 'stdout', text, requestId: id });
      write(JSON.stringify({ message: 'EVENT_IGNORED', eventId: 'not-mine' }), 'another request');
      for (const text of run.lines) write(text, requestId);
      events.tell({ kind: 'invocation', functionLogicalId, outcome: ended(requestId) });
    });
    return requestId;
  };
  const rule = { logicalId: 'R', name: 'r', arn: 'a', functionLogicalId: 'F', enabled: true };
  const buses = new EventBuses({
    ...place,
    rules: [
      { ...rule, busName: local, pattern: { source: [local] } },
      { ...rule, busName: `${local}-other`, pattern: { source: ['nothing'] } },
    ],
    clock: new ManualClock(0),
    invokeLater,
    onEvent: events.tell,
  });
  server.serve(eventBridgeRoutes({ ...place, buses }));
});
afterEach(() => server.close());

const play = (one: SampleEvent) =>
  playEvents([one], {
    parts,
    claims: (key) => Promise.resolve(key === 'genesys#id-1' ? { 'agent-presence': 'applied' } : {}),
    bus: { endpoint: server.url, onLine: lines.add, onEvent: events.add },
  });

const log = (message: string, fields: object = {}): string => JSON.stringify({ message, ...fields });

describe('a sample that is an event of EventBridge', () => {
  it('is told from one for the webhook by its detail and detail type', () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, '01.json'), JSON.stringify(busEvent));
    writeFileSync(join(folder, '02.json'), JSON.stringify({ ...busEvent, detail: 'no object' }));

    const [first, second] = readSampleEvents(folder);

    const { detail, resources, time } = busEvent;
    expect(first).toMatchObject({
      eventType: 'v2.users.{id}.activity',
      onBus: { detailType: 'v2.users.{id}.activity', detail, resources, time },
    });
    expect(second).not.toHaveProperty('onBus');
  });

  it('goes on the bus that its source has here, and comes out as ingest says in its log', async () => {
    const fields = { eventId: 'id-1', eventType: 'agent.status' };
    run = { lines: ['no log line', log('EVENT_ACCEPTED', fields)], status: 'succeeded' };

    const played = await play(sample(fromGenesys));

    const { detail, resources, time } = busEvent;
    expect(seen).toMatchObject([
      { source: local, 'detail-type': busEvent['detail-type'], detail, resources, time },
    ]);
    expect(played).toMatchObject([
      { httpStatus: 200, answer: 'accepted', outcomes: { 'agent-presence': 'applied' } },
    ]);
  });

  it.each([
    ['EVENT_DUPLICATE', 'duplicate'],
    ['EVENT_IGNORED', 'ignored'],
    ['EVENT_QUARANTINED', 'quarantined'],
  ])('is %s: %s', async (code, answer) => {
    run = { lines: [log(code)], status: 'succeeded' };

    expect(await play(sample(fromGenesys))).toMatchObject([{ httpStatus: 200, answer, outcomes: {} }]);
  });

  it('is not as expected when ingest fails with it, whatever it has logged', async () => {
    run = { lines: [log('EVENT_ACCEPTED', { eventId: 'id-1' })], status: 'failed' };

    expect(await play(sample(fromGenesys))).toMatchObject([
      { httpStatus: 500, answer: 'failed', outcomes: {} },
    ]);
  });

  it('is not as expected when no rule hands it on; without an expectation it goes on the first bus', async () => {
    run = { lines: [], status: 'succeeded' };

    expect(await play(sample())).toMatchObject([{ httpStatus: 404, answer: 'unmatched' }]);
    expect(seen).toEqual([]);
  });

  it('cannot be played where its source has no bus', async () => {
    await expect(play(sample({ ...fromGenesys, source: 'twilio' }))).rejects.toThrow(
      '01.json is to come from the source "twilio", but the stack has: other, genesys.',
    );
  });
});
