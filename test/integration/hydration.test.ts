import * as z from 'zod';
import { agentPresence } from '../../lambdas/modules/agent-presence/manifest';
import { callLifecycle } from '../../lambdas/modules/call-lifecycle/manifest';
import { type Pipeline, startPipeline } from './pipeline-fixture';

/** Real processes are killed and started here, on a machine that may be busy. */
jest.setTimeout(90_000);

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline({
    modules: [agentPresence, callLifecycle],
    context: { genesysUrl: 'https://genesys.invalid' },
  });
}, 120_000);
afterAll(() => pipeline.close());

const platform = async (path: string, init: RequestInit = {}): Promise<unknown> => {
  const response = await fetch(
    `${pipeline.switchboard.description.dependencies['genesys']?.url}${path}`,
    init,
  );
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
};

const put = (path: string, body: unknown): Promise<unknown> =>
  platform(path, { method: 'PUT', body: JSON.stringify(body) });

const started = (id: string, conversationId: string) => ({
  id,
  eventType: 'call.started',
  timestamp: '2023-10-27T14:30:00.000Z',
  resourceUri: `/api/v2/conversations/${conversationId}`,
  data: { conversationId, campaignId: 'campaign-of-the-event', note: 'x'.repeat(100) },
});

/** Its JSON, cut in the middle of the last member. */
const cut = (event: unknown): string => JSON.stringify(event).slice(0, -50);

const until = async <Value>(ask: () => Promise<Value>, isIt: (value: Value) => boolean): Promise<Value> => {
  const endMs = performance.now() + 30_000;
  for (let value = await ask(); ; value = await ask()) {
    if (isIt(value) || performance.now() > endMs) return value;
  }
};

const statsSchema = z.looseObject({ requests: z.record(z.string(), z.record(z.string(), z.number())) });

describe('a truncated event in the whole pipe', () => {
  it('reaches its module whole, by one request to the platform', async () => {
    await put('/records/api/v2/conversations/c-1', { id: 'c-1', campaignId: 'campaign-of-the-record' });

    const answer = await pipeline.post(cut(started('cut-1', 'c-1')));
    const outcome = await until(
      () => pipeline.outcome('cut-1', 'call-lifecycle'),
      (value) => value !== undefined,
    );

    expect(answer).toMatchObject({ status: 200, body: { status: 'accepted' } });
    const hydrated = await until(
      () => pipeline.outcome('cut-1', 'hydration'),
      (value) => value !== undefined,
    );
    expect([outcome, hydrated]).toEqual(['applied', 'applied']);
    const state = await pipeline.getState('call-lifecycle/c-1');
    expect(JSON.stringify(state.body)).toContain('campaign-of-the-record');
    const { requests } = statsSchema.parse(await platform('/stats'));
    expect(Object.values(requests).flatMap((counts) => counts['200'] ?? [])).toEqual([1, 1]);
  });

  it('goes to the DLQ of hydration when its record is not there, and its module says so', async () => {
    await pipeline.post(cut(started('cut-2', 'no-such-call')));

    // Noted last.
    const outcome = await until(
      () => pipeline.outcome('cut-2', 'hydration'),
      (value) => value !== undefined,
    );

    expect([await pipeline.outcome('cut-2', 'call-lifecycle'), outcome]).toEqual([
      'dead-lettered',
      'dead-lettered',
    ]);
  });
});
