import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createColors } from 'picocolors';
import * as z from 'zod';
import { agentPresence } from '../../../lambdas/modules/agent-presence/manifest';
import { listenOnLoopback } from '../../../tools/local/listen-on-loopback';
import { type ClaimReader, waitForOutcomes } from '../../../tools/local/play/claim-outcomes';
import { isAsExpected } from '../../../tools/local/play/judge-event';
import { outcomesTable } from '../../../tools/local/play/outcomes-table';
import { type PlayedEvent, playEvents } from '../../../tools/local/play/play-events';
import type { SampleEvent } from '../../../tools/local/play/sample-events';
import { readBody } from '../../../tools/local/read-body';
import type { StackParts } from '../../../tools/local/stack-parts';

const fn = {
  logicalId: 'F',
  name: 'f',
  arn: 'arn',
  codePath: '/',
  handler: 'index.handler',
  timeoutSeconds: 1,
  memoryMiB: 128,
  environment: {},
};

const partsAt = (url: string): StackParts => ({
  ingest: fn,
  claimsTable: 'claims',
  entitiesTable: 'entities',
  quarantineQueueUrl: 'q',
  sources: [{ name: 'genesys', scheme: 'genesys', url, secret: 'key' }],
  modules: [{ manifest: agentPresence, queueUrl: 'q', dlqUrl: 'd', function: fn }],
});

const sampleOf = (id: string, answer: 'accepted' | 'ignored', eventType = 'agent.login'): SampleEvent => ({
  file: `${id}.json`,
  path: `/events/${id}.json`,
  body: Buffer.from(JSON.stringify({ id, eventType })),
  eventType,
  expected: {
    source: 'genesys',
    answer,
    outcomes: answer === 'accepted' ? { 'agent-presence': 'applied' } : {},
  },
});

const delivery = z.object({ id: z.string(), eventType: z.string() });

describe('playing the samples', () => {
  it('delivers one after another, signed, and waits until each module has an outcome', async () => {
    const bodies: string[] = [];
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const body = await readBody(request, 1e6);
      bodies.push(String(body));
      const signature = createHmac('sha256', 'key').update(body).digest('hex');
      const isSigned = request.headers['x-purecloud-signature'] === signature;
      const { id, eventType } = delivery.parse(JSON.parse(String(body)));
      const status = eventType.startsWith('agent') ? 'accepted' : 'ignored';
      response.writeHead(isSigned ? 200 : 401).end(JSON.stringify({ status, id }));
    };
    const server = createServer((request, response) => void answer(request, response));
    const { port, close } = await listenOnLoopback(server);
    const reads: string[] = [];
    const claims: ClaimReader = (key) => {
      reads.push(key);
      const isDone = reads.filter((one) => one === key).length > 1;
      return Promise.resolve(isDone ? { 'agent-presence': 'applied' } : {});
    };
    const samples = [
      sampleOf('1', 'accepted'),
      sampleOf('2', 'ignored', 'call.x'),
      sampleOf('3', 'accepted'),
    ];

    const played = await playEvents(samples, { parts: partsAt(`http://127.0.0.1:${port}`), claims });
    await close();

    expect(bodies).toEqual(samples.map(({ body }) => body.toString()));
    expect(played).toEqual([
      { sample: samples[0], httpStatus: 200, answer: 'accepted', outcomes: { 'agent-presence': 'applied' } },
      { sample: samples[1], httpStatus: 200, answer: 'ignored', outcomes: {} },
      { sample: samples[2], httpStatus: 200, answer: 'accepted', outcomes: { 'agent-presence': 'applied' } },
    ]);
    expect(reads.toSorted()).toEqual(['genesys#1', 'genesys#1', 'genesys#3', 'genesys#3']);
  });

  it('says which source a sample names in vain', async () => {
    const sample = sampleOf('1', 'accepted');
    const strange = { ...sample, expected: { source: 'twilio', answer: 'accepted', outcomes: {} } } as const;

    await expect(
      playEvents([strange], { parts: partsAt('http://127.0.0.1:9'), claims: () => Promise.resolve({}) }),
    ).rejects.toThrow('1.json is to come from the source "twilio", but the stack has: genesys.');
  });
});

describe('waiting for outcomes', () => {
  it('ends when it is told to, with what is known', async () => {
    const outcomes = await waitForOutcomes({
      claims: () => Promise.resolve({ one: 'applied', two: undefined }),
      key: 'genesys#1',
      modules: ['one', 'three'],
      signal: AbortSignal.abort(),
    });

    expect(outcomes).toEqual({ one: 'applied', two: 'pending', three: 'pending' });
  });
});

describe('what is parked', () => {
  const waitWith = (expected: Record<string, string>, reads: readonly string[]) => {
    const left = [...reads];
    const claims: ClaimReader = () => Promise.resolve({ 'call-lifecycle': left.shift() });
    const options = { claims, key: 'genesys#1', modules: ['call-lifecycle'], expected };
    return waitForOutcomes({ ...options, signal: AbortSignal.timeout(60_000) });
  };

  it('is waited for when something else is expected of it', async () => {
    const outcomes = await waitWith({ 'call-lifecycle': 'applied' }, ['parked', 'parked', 'applied']);

    expect(outcomes).toEqual({ 'call-lifecycle': 'applied' });
  });

  it.each([
    ['it is expected', { 'call-lifecycle': 'parked' }],
    ['nothing is expected', {}],
    ['something is expected of another module only', { other: 'applied' }],
  ])('is an outcome like any other when %s', async (_, expected) => {
    expect(await waitWith(expected, ['parked', 'applied'])).toEqual({ 'call-lifecycle': 'parked' });
  });

  it('is what there was when the time is up', async () => {
    const outcomes = await waitForOutcomes({
      claims: () => Promise.resolve({ m: 'parked' }),
      key: 'genesys#1',
      modules: ['m'],
      expected: { m: 'applied' },
      signal: AbortSignal.abort(),
    });

    expect(outcomes).toEqual({ m: 'parked' });
  });

  it('is waited for while events are played, as the expectations beside them say', async () => {
    const server = createServer((_, response) => response.end('{"status":"accepted","id":"1"}'));
    const { port, close } = await listenOnLoopback(server);
    const left = ['parked', 'applied'];
    const claims: ClaimReader = () => Promise.resolve({ 'agent-presence': left.shift() });

    const played = await playEvents([sampleOf('1', 'accepted')], {
      parts: partsAt(`http://127.0.0.1:${port}`),
      claims,
    });
    await close();

    expect(played).toMatchObject([{ outcomes: { 'agent-presence': 'applied' } }]);
  });
});

const ignored = { source: 'genesys', answer: 'ignored', outcomes: {} } as const;
const applied = { 'agent-presence': 'applied' };
const good: PlayedEvent = {
  sample: sampleOf('1', 'accepted'),
  httpStatus: 200,
  answer: 'accepted',
  outcomes: applied,
};
const { expected: _, ...unexpecting } = good.sample;

describe('a played event', () => {
  it.each<[string, boolean, Partial<PlayedEvent>, boolean]>([
    ['as expected', true, {}, false],
    ['another answer', false, { answer: 'duplicate' }, false],
    ['a duplicate where the servers were used before', true, { answer: 'duplicate' }, true],
    [
      'a duplicate with another outcome there',
      false,
      { answer: 'duplicate', outcomes: { 'agent-presence': 'stale' } },
      true,
    ],
    ['another outcome', false, { outcomes: { 'agent-presence': 'stale' } }, false],
    ['no outcome', false, { outcomes: {} }, false],
    ['a final outcome of another module', true, { outcomes: { ...applied, other: 'stale' } }, false],
    ['another module that is not done', false, { outcomes: { ...applied, other: 'pending' } }, false],
    [
      'a new module that wants what was to be ignored',
      true,
      { sample: { ...sampleOf('1', 'ignored'), expected: ignored }, outcomes: { other: 'applied' } },
      false,
    ],
    [
      'an acceptance where it was to be ignored',
      false,
      { sample: { ...sampleOf('1', 'ignored'), expected: ignored }, outcomes: {} },
      false,
    ],
    ['another HTTP status', false, { httpStatus: 503 }, false],
    ['nothing expected, a final outcome', true, { sample: unexpecting, outcomes: { a: 'stale' } }, false],
    ['nothing expected, still pending', false, { sample: unexpecting, outcomes: { a: 'pending' } }, false],
    ['nothing expected, refused', false, { sample: unexpecting, httpStatus: 401 }, false],
  ])('with %s counts as expected: %s', (_name, isGood, changes, serversWereUsedBefore) => {
    expect(isAsExpected({ ...good, ...changes }, serversWereUsedBefore)).toBe(isGood);
  });

  it('has a row in the table', () => {
    const table = outcomesTable([good, { ...good, answer: 'duplicate' }], {
      colors: createColors(false),
      serversWereUsedBefore: false,
    });

    expect(table.split('\n').map((line) => line.trim())).toEqual([
      expect.stringMatching(/^event +type +answer +outcome$/),
      expect.stringMatching(/^1\.json +agent\.login +200 accepted +agent-presence applied +as expected$/),
      expect.stringMatching(
        /^1\.json +agent\.login +200 duplicate +agent-presence applied +expected accepted$/,
      ),
      'agent-presence applied',
    ]);
  });
});
