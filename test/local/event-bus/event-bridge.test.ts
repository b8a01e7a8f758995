import {
  EventBridgeClient,
  ListEventBusesCommand,
  ListRulesCommand,
  PutEventsCommand,
  PutPartnerEventsCommand,
} from '@aws-sdk/client-eventbridge';
import { ManualClock } from '../../../tools/local/clock';
import { type ControlServer, startControlServer } from '../../../tools/local/control/control-server';
import { eventBridgeRoutes } from '../../../tools/local/event-bus/event-bridge-routes';
import { type BusDelivery, EventBuses } from '../../../tools/local/event-bus/event-buses';
import type { EventRuleDefinition } from '../../../tools/local/model';

const bus = 'aws.partner/genesys.com/cloud/org/one';
const place = { region: 'us-east-1', accountId: '000000000000' } as const;

const ruleOn = (busName: string, more: Partial<EventRuleDefinition> = {}): EventRuleDefinition => ({
  logicalId: 'Rule',
  name: 'rule',
  arn: `arn:aws:events:us-east-1:000000000000:rule/${busName}/rule`,
  busName,
  pattern: { source: [busName] },
  functionLogicalId: 'Ingest',
  enabled: true,
  ...more,
});

let server: ControlServer;
let client: EventBridgeClient;
let invoked: [functionLogicalId: string, event: unknown][];
let deliveries: BusDelivery[];

const serve = async (rules: readonly EventRuleDefinition[]): Promise<void> => {
  invoked = [];
  deliveries = [];
  server = await startControlServer();
  const buses = new EventBuses({
    ...place,
    rules,
    clock: new ManualClock(Date.parse('2026-04-09T12:00:00.789Z')),
    invokeLater: (id, event) => `request-${invoked.push([id, event])}`,
    onEvent: (event) => deliveries.push(event),
  });
  server.serve(eventBridgeRoutes({ ...place, buses }));
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new EventBridgeClient({ endpoint: server.url, region: place.region, credentials, maxAttempts: 1 });
};

afterEach(async () => {
  client.destroy();
  await server.close();
});

const entry = { Source: bus, DetailType: 'v2.users.{id}.activity', Detail: '{"topicName":"t"}' };

const entries = (count: number): (typeof entry)[] => Array.from({ length: count }, () => entry);

const post = async (operation: string, body: string): Promise<unknown> => {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'X-Amz-Target': `AWSEvents.${operation}`, 'Content-Type': 'application/x-amz-json-1.1' },
    body,
  });
  return response.json();
};

describe('an event of a partner', () => {
  beforeEach(() => serve([ruleOn(bus)]));

  it('goes on the bus of its source, and from there to the function, in the shape that EventBridge gives it', async () => {
    const Time = new Date('2026-04-09T11:59:58.999Z');
    const Entries = [{ ...entry, Time, Resources: ['arn:one'] }];

    const answer = await client.send(new PutPartnerEventsCommand({ Entries }));

    const id = answer.Entries?.[0]?.EventId;
    expect(answer).toMatchObject({
      FailedEntryCount: 0,
      Entries: [{ EventId: expect.stringMatching(/^[0-9a-f-]{36}$/) }],
    });
    expect(invoked).toEqual([
      [
        'Ingest',
        {
          version: '0',
          id,
          'detail-type': entry.DetailType,
          source: bus,
          account: '000000000000',
          time: '2026-04-09T11:59:58Z',
          region: 'us-east-1',
          resources: ['arn:one'],
          detail: { topicName: 't' },
        },
      ],
    ]);
    expect(deliveries).toEqual([
      {
        kind: 'bus-event',
        bus,
        eventId: id,
        source: bus,
        detailType: entry.DetailType,
        requestIds: ['request-1'],
      },
    ]);
  });

  it('has the time at which it came where it says none, and may say it as a text', async () => {
    await post(
      'PutPartnerEvents',
      JSON.stringify({ Entries: [entry, { ...entry, Time: '2026-04-09T13:00:00.5+02:00' }] }),
    );

    expect(invoked.map(([, event]) => event)).toMatchObject([
      { time: '2026-04-09T12:00:00Z' },
      { time: '2026-04-09T11:00:00Z' },
    ]);
  });

  it.each<[string, object, string, RegExp]>([
    ['without a source', { Source: undefined }, 'InvalidArgument', /Source is a required argument/],
    ['without a detail type', { DetailType: '' }, 'InvalidArgument', /DetailType is a required/],
    ['without a detail', { Detail: undefined }, 'InvalidArgument', /Detail is a required argument/],
    ['whose detail is not JSON', { Detail: '{' }, 'MalformedDetail', /malformed/],
    ['whose detail is no object', { Detail: '[]' }, 'MalformedDetail', /malformed/],
    [
      'of a source without a bus',
      { Source: `${bus}/other` },
      'ResourceNotFoundException',
      RegExp(`There are: ${bus}\\.$`),
    ],
    ['of what is no partner', { Source: 'default' }, 'ResourceNotFoundException', /no event bus/],
  ])('%s is refused, and the next one is not', async (_, change, ErrorCode, message) => {
    const answer = await client.send(
      new PutPartnerEventsCommand({ Entries: [{ ...entry, ...change }, entry] }),
    );

    expect(answer).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode, ErrorMessage: expect.stringMatching(message) }, { EventId: expect.any(String) }],
    });
    expect(invoked).toHaveLength(1);
  });
});

describe('an event of one’s own', () => {
  beforeEach(() => serve([ruleOn(bus), ruleOn('default', { pattern: { source: ['own'] } })]));

  it('goes on the default bus, or on the one it names, also by ARN', async () => {
    const own = { ...entry, Source: 'own' };
    const arn = `arn:aws:events:us-east-1:000000000000:event-bus/${bus}`;
    const Entries = [own, { ...own, EventBusName: arn }];

    await client.send(new PutEventsCommand({ Entries }));

    expect(deliveries.map(({ bus: on, requestIds }) => [on, requestIds])).toEqual([
      ['default', ['request-1']],
      [bus, []],
    ]);
  });

  it('may not say that it comes from AWS or a partner, and hears how to play one', async () => {
    const Entries = [
      { ...entry, EventBusName: bus },
      { ...entry, Source: 'aws.ec2' },
    ];

    const answer = await client.send(new PutEventsCommand({ Entries }));

    const ErrorCode = 'NotAuthorizedForSourceException';
    expect(answer).toMatchObject({
      FailedEntryCount: 2,
      Entries: [
        { ErrorCode, ErrorMessage: expect.stringContaining('put-partner-events') },
        { ErrorCode, ErrorMessage: expect.not.stringContaining('put-partner-events') },
      ],
    });
    expect([invoked, deliveries]).toEqual([[], []]);
  });
});

describe('a rule', () => {
  it('that is disabled, on another bus, or has another pattern hands on nothing', async () => {
    await serve([
      ruleOn(bus, { enabled: false }),
      ruleOn(`${bus}-other`, { pattern: { source: [bus] } }),
      ruleOn(bus, { pattern: { source: ['other'] } }),
    ]);

    await client.send(new PutPartnerEventsCommand({ Entries: [entry] }));

    expect(invoked).toEqual([]);
    expect(deliveries).toMatchObject([{ requestIds: [] }]);
  });

  it('hands on its own input where it has one', async () => {
    await serve([ruleOn(bus, { input: null })]);

    await client.send(new PutPartnerEventsCommand({ Entries: [entry] }));

    expect(invoked).toEqual([['Ingest', null]]);
  });

  it('can be listed, once for all of its targets, with the buses', async () => {
    await serve([ruleOn(bus), ruleOn(bus, { logicalId: 'Rule.b' }), ruleOn(`${bus}-other`)]);

    const { EventBuses: buses } = await client.send(new ListEventBusesCommand({ NamePrefix: 'aws.partner' }));
    const { Rules } = await client.send(new ListRulesCommand({ EventBusName: bus }));
    const onDefault = await client.send(new ListRulesCommand({}));

    expect(buses?.map(({ Name }) => Name)).toEqual([bus, `${bus}-other`]);
    expect(Rules).toEqual([
      {
        Name: 'rule',
        Arn: ruleOn(bus).arn,
        EventPattern: JSON.stringify({ source: [bus] }),
        State: 'ENABLED',
        EventBusName: bus,
      },
    ]);
    expect(onDefault.Rules).toEqual([]);
  });
});

describe('a request to EventBridge is refused as a whole', () => {
  beforeEach(() => serve([ruleOn(bus)]));

  it.each<[string, string, string, string]>([
    ['without entries', 'PutPartnerEvents', '{"Entries":[]}', 'ValidationException'],
    ['with too many', 'PutEvents', JSON.stringify({ Entries: entries(11) }), 'ValidationException'],
    [
      'with too many of a partner',
      'PutPartnerEvents',
      JSON.stringify({ Entries: entries(21) }),
      'ValidationException',
    ],
    [
      'with too large ones',
      'PutPartnerEvents',
      JSON.stringify({ Entries: [{ ...entry, Detail: JSON.stringify({ x: 'x'.repeat(1_048_576) }) }] }),
      'ValidationException',
    ],
    ['that is not JSON', 'PutEvents', '{', 'SerializationException'],
    ['that asks for something else', 'PutRule', '{}', 'UnknownOperationException'],
  ])('%s', async (_, operation, body, __type) => {
    expect(await post(operation, body)).toEqual({ __type, message: expect.any(String) });
    expect(invoked).toEqual([]);
  });

  it('but takes as many as EventBridge does', async () => {
    const Entries = entries(20);

    expect(await client.send(new PutPartnerEventsCommand({ Entries }))).toMatchObject({
      FailedEntryCount: 0,
    });
    expect(invoked).toHaveLength(20);
  });
});
