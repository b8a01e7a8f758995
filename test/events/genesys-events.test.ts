import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { OutcomeName } from '../../lambdas/contract/claim-outcome';
import { type Envelope, envelopeSchema } from '../../lambdas/core/envelope';
import { parseEvent } from '../../lambdas/core/formats/parse-event';
import { findTopic } from '../../lambdas/core/genesys/find-topic';
import { genesysTopics } from '../../lambdas/core/genesys/topics';
import { decodeMessage } from '../../lambdas/core/queue-message';
import { routeEvent } from '../../lambdas/core/route-event';
import { manifests } from '../../lambdas/modules';
import { agentPresenceModule } from '../../lambdas/modules/agent-presence/module';
import { callLifecycleModule } from '../../lambdas/modules/call-lifecycle/module';
import { crmSyncModule } from '../../lambdas/modules/crm-sync/module';
import type { ModuleState } from '../../lambdas/processor/feature-module';
import { type Expectation, readExpectedOutcomes } from '../../tools/local/play/expected-outcomes';
import { posted, type TwoDoors, twoDoors } from '../ingest/event-bus/event-bus-fixture';
import { ModuleRun } from '../module-kit';
import { genesysEvents, type GenesysSample, genesysSamples } from './genesys-samples';

const samples = genesysSamples();
const modules = [
  agentPresenceModule,
  callLifecycleModule,
  crmSyncModule({ putActivity: async () => ({ created: true }) }),
];

const busEventSchema = z.object({
  'detail-type': z.string(),
  source: z.string(),
  detail: z.object({ topicName: z.string() }),
});

const parse = (format: 'genesys' | 'switchboard', rawBody: Buffer): Envelope => {
  const parsed = parseEvent(format, { source: 'genesys', rawBody, receivedMs: Date.UTC(2026, 2, 2, 9) });
  if (parsed.kind !== 'event') throw new Error(JSON.stringify(parsed));
  return parsed.envelope;
};

const parseBusEvent = ({ busEvent }: GenesysSample): Envelope =>
  parse('genesys', Buffer.from(JSON.stringify(busEvent)));

const wantedBy = (envelope: Envelope): readonly string[] =>
  routeEvent(envelope, manifests).deliveries.map(({ module }) => module);

describe('the samples of Genesys Cloud’s events', () => {
  it('have one of every topic that is known', () => {
    const templates = new Set(samples.map(({ busEvent }) => busEventSchema.parse(busEvent)['detail-type']));
    expect([...templates].toSorted()).toEqual(genesysTopics.map(({ template }) => template).toSorted());
  });

  it.each(samples)('say with detail-type which topic it is: $file', ({ busEvent }) => {
    const { 'detail-type': template, detail } = busEventSchema.parse(busEvent);
    expect(findTopic(detail.topicName)?.topic.template).toBe(template);
  });

  it('each have a twin if a module wants them, and none otherwise', () => {
    for (const sample of samples) {
      const isWanted = wantedBy(parseBusEvent(sample)).length > 0;
      expect([sample.file, sample.twin !== undefined]).toEqual([sample.file, isWanted]);
    }
    const twins = readdirSync(join(genesysEvents, 'twins')).filter((name) => name.endsWith('.json'));
    expect(samples.filter(({ twin }) => twin).map(({ file }) => file)).toEqual(twins.toSorted());
  });

  it.each(samples.filter(({ twin }) => twin))('are the same event as their twin: $file', (sample) => {
    const [event, twin] = [parseBusEvent(sample), parse('switchboard', sample.twin ?? Buffer.alloc(0))];
    const { id, type, time, ordertime, source } = twin;
    expect(event).toMatchObject({ id, type, time, ordertime, source });
    expect(wantedBy(event)).toEqual(wantedBy(twin));
  });
});

const expectedIn = (folder: string) => readExpectedOutcomes(join(folder, 'expected', 'outcomes.json'));

type Play = (doors: TwoDoors, sample: GenesysSample) => Promise<unknown>;

const byBus: Play = ({ eventBus }, { busEvent }) => eventBus(busEvent);
const byWebhook: Play = async ({ webhook }, { twin }) => twin && webhook(posted(JSON.parse(twin.toString())));

/** What the real modules know after all samples came in, and what became of each event in them. */
const readModels = async (...plays: readonly Play[]) => {
  const doors = twoDoors({ manifests });
  for (const sample of samples) for (const play of plays) await play(doors, sample);
  const states: Record<string, Record<string, ModuleState | undefined>> = {};
  const outcomes: Record<string, Record<string, OutcomeName | undefined>> = {};
  for (const module of modules) {
    const { name } = module.manifest;
    const run = new ModuleRun(module, { startsAt: '2026-03-02T08:30:00Z' });
    const events = doors.queues.sent
      .filter((message) => message.module === name)
      .map(({ body, encoding }) => envelopeSchema.parse(decodeMessage(body, encoding)));
    for (const event of events) await run.deliver(event);
    await run.settle();
    states[name] = Object.fromEntries(
      events.flatMap((event) => {
        const id = run.entityOf(event)?.id;
        return id === undefined ? [] : [[id, run.state(id)]];
      }),
    );
    outcomes[name] = Object.fromEntries(events.map((event) => [event.id, run.outcome(event)]));
  }
  return { doors, states, outcomes };
};

describe('the samples, played into ingest and the real modules', () => {
  it('lead to the same read models from the event bus as their twins do from the webhook', async () => {
    const fromBus = await readModels(byBus);
    const fromWebhook = await readModels(byWebhook);

    expect(fromBus.states).toEqual(fromWebhook.states);
    expect(fromBus.outcomes).toEqual(fromWebhook.outcomes);
    expect(Object.keys(fromBus.states['call-lifecycle'] ?? {})).toHaveLength(4);
    expect(Object.keys(fromBus.states['agent-presence'] ?? {})).toHaveLength(2);
  });

  it.each<[string, readonly Play[]]>([
    ['the bus first', [byBus, byWebhook]],
    ['the webhook first', [byWebhook, byBus]],
  ])('are applied once when they come through both doors, %s', async (_, plays) => {
    const { states, outcomes, doors } = await readModels(...plays);
    const fromBus = await readModels(byBus);

    expect(states).toEqual(fromBus.states);
    expect(outcomes).toEqual(fromBus.outcomes);
    expect(doors.claims.claims.size).toBe(samples.filter(({ twin }) => twin).length);
    expect(doors.queues.quarantined).toEqual([]);
    expect(doors.metrics.counts).not.toHaveProperty('IdReused');
  });

  it('come to what is expected of them, by whichever door', async () => {
    const { outcomes } = await readModels(byBus);
    const expectations = samples.map((sample): [string, Expectation] => {
      const event = parseBusEvent(sample);
      const becomes = Object.entries(outcomes).flatMap(([module, byEvent]) => {
        const outcome = byEvent[event.id];
        return outcome === undefined ? [] : [[module, outcome] as const];
      });
      const answer = becomes.length > 0 ? 'accepted' : 'ignored';
      return [sample.file, { source: 'genesys', answer, outcomes: Object.fromEntries(becomes) }];
    });

    expect(expectedIn(genesysEvents)).toEqual(Object.fromEntries(expectations));
    expect(expectedIn(join(genesysEvents, 'twins'))).toEqual(
      Object.fromEntries(expectations.filter(([, { answer }]) => answer === 'accepted')),
    );
  });

  it('tell the story of a call that was handed on, and of an agent who goes home', async () => {
    const { states } = await readModels(byBus);

    expect(Object.values(states['call-lifecycle'] ?? {})[0]).toMatchObject({
      status: 'dispositioned',
      startedAt: '2026-03-02T08:02:00.000000000Z',
      answeredAt: '2026-03-02T08:02:31.010000000Z',
      endedAt: '2026-03-02T08:09:41.600000000Z',
      endedBy: 'completed',
      durationSeconds: 461.6,
      waitSeconds: 31.01,
      transferSeconds: 7.18,
      transfers: 1,
      disposition: '3a7e0000-8b9c-4d0e-9f1a-000000000051',
      agents: [
        { agentId: 'a11ce000-5d1f-4b7a-8f6e-000000000041' },
        { agentId: 'b0b00000-5d1f-4b7a-8f6e-000000000042' },
      ],
      gaps: [],
      late: [],
    });
    expect(states['agent-presence']).toMatchObject({
      'a11ce000-5d1f-4b7a-8f6e-000000000041': { status: 'OFFLINE', since: '2026-03-02T08:27:15.984000000Z' },
      'b0b00000-5d1f-4b7a-8f6e-000000000042': { status: 'BREAK' },
    });
  });
});
