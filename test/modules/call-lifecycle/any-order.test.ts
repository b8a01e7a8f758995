import * as fc from 'fast-check';
import { successorsOf } from '../../../lambdas/contract/lifecycle';
import type { CallState } from '../../../lambdas/modules/call-lifecycle/call-state';
import { callLifecycle } from '../../../lambdas/modules/call-lifecycle/manifest';
import { callLifecycleModule } from '../../../lambdas/modules/call-lifecycle/module';
import { addSeconds } from '../../../lambdas/modules/call-lifecycle/seconds';
import { withEvent } from '../../../lambdas/modules/call-lifecycle/with-event';
import type { ModuleEvent, ModuleState } from '../../../lambdas/processor/feature-module';
import { deliver, type EventSketch, moduleEvent } from '../../module-kit';
import { arrived, outcomes, sketch, startsAt } from './call-fixture';

/** What the module makes of a call's events in their order, none of them missing. */
const inOrder = (events: readonly ModuleEvent[]): CallState | undefined =>
  events.reduce<CallState | undefined>((state, event) => withEvent(state, event, { gap: false }), undefined);

const allApplied = (events: readonly Pick<ModuleEvent, 'id'>[]) =>
  Object.fromEntries(events.map(({ id }) => [id, 'applied']));

const agent = (userId: string) => ({ userId });

const representative: [string, EventSketch[]][] = [
  [
    'with a hold',
    [
      sketch('started', '14:00:00Z'),
      sketch('answered', '14:00:10Z', agent('agent-1')),
      sketch('held', '14:01:00Z'),
      sketch('resumed', '14:01:30Z'),
      sketch('completed', '14:05:00Z', { data: { duration: 300, campaignId: 'spring' } }),
      sketch('dispositioned', '14:05:20Z', { data: { callDisposition: 'Resolved' } }),
    ],
  ],
  [
    'with a transfer, and times in every precision and zone',
    [
      sketch('started', '16:00:00+02:00'),
      sketch('answered', '14:00:00.5Z', agent('agent-1')),
      sketch('transferred', '09:00:00.500001-05:00', agent('agent-1')),
      sketch('answered', '14:00:00.500001001Z', agent('agent-2')),
      sketch('completed', '14:00:00.50000100102Z', agent('agent-2')),
      sketch('dispositioned', '14:00:01.1Z', { ...agent('agent-2'), data: { callDisposition: 'Sold' } }),
    ],
  ],
  [
    'that is abandoned on hold and dispositioned twice',
    [
      sketch('started', '14:00:00Z', { data: { campaignId: 'spring' } }),
      sketch('held', '14:00:05Z', { data: { campaignId: 'summer' } }),
      sketch('abandoned', '14:03:00Z'),
      sketch('dispositioned', '14:03:10Z', { data: { callDisposition: 'No answer' } }),
      sketch('dispositioned', '14:03:11Z', { data: { callDisposition: 'Call back' } }),
    ],
  ],
  [
    'of which all happens in the same instant',
    [
      sketch('started', '14:00:00Z', { id: '6' }),
      sketch('answered', '14:00:00Z', { id: '4' }),
      sketch('answered', '14:00:00Z', { id: '5' }),
      sketch('completed', '14:00:00Z', { id: '3' }),
      sketch('dispositioned', '14:00:00Z', { id: '1', data: { callDisposition: 'Sold' } }),
      sketch('dispositioned', '14:00:00Z', { id: '2', data: { callDisposition: 'Resolved' } }),
    ],
  ],
];

describe.each(representative)('a call %s', (_, sketches) => {
  const events = sketches.map(moduleEvent);
  const expected = { states: { 'c-1': inOrder(events) }, outcomes: allApplied(events) };
  const delivery = deliver(sketches).to(callLifecycleModule);

  it('comes to the same state and outcomes in every order of arrival', async () => {
    expect(await delivery.inAnyOrder()).toEqual(expect.objectContaining(expected));
  });

  it('comes to them with every event twice', async () => {
    expect(await delivery.withDuplicates()).toEqual(expect.objectContaining(expected));
  });

  it('comes to them wherever the function dies', async () => {
    expect(await delivery.withCrashes()).toEqual(expect.objectContaining(expected));
  });
});

/** Milliseconds between two events. */
const pauseMs = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 900_000 }));

/** One event after the other, each at least a microsecond behind the one before, or in the same instant. */
const timed = (
  types: readonly string[],
  pauses: readonly number[],
  between: 'microsecond' | 'nothing',
): ModuleEvent[] => {
  let nowMs = Date.parse('2023-10-27T08:00:00.123Z');
  return types.map((eventType, index) => {
    nowMs += pauses[index % pauses.length] ?? 0;
    const digits = between === 'nothing' ? '' : String(index).padStart(3, '0');
    return moduleEvent({
      eventType,
      timestamp: new Date(nowMs).toISOString().replace('Z', `${digits}Z`),
      receivedAt: startsAt,
      id: `e-${index}`,
      userId: `agent-${index % 3}`,
      data: { conversationId: 'c-1', callDisposition: `d-${index}` },
    });
  });
};

/** A way through the lifecycle, some choices long. */
const wayOf = (choices: readonly number[]): string[] => {
  const way = ['call.started'];
  for (const choice of choices) {
    const next = successorsOf(callLifecycle.lifecycle, way.at(-1));
    way.push(...next.slice(choice % next.length).slice(0, 1));
  }
  return way;
};

const call = fc
  .tuple(fc.array(fc.nat(100), { maxLength: 20 }), fc.array(pauseMs, { minLength: 1, maxLength: 7 }))
  .map(([choices, pauses]) => timed(wayOf(choices), pauses, 'microsecond'));

const disordered = (events: fc.Arbitrary<ModuleEvent[]>) =>
  events.chain((inTime) =>
    fc
      .tuple(fc.shuffledSubarray(inTime, { minLength: inTime.length }), fc.shuffledSubarray(inTime))
      .map(([arrival, again]) => ({ inTime, arrival: [...arrival, ...again] })),
  );

describe('any call', () => {
  it('comes to the state and outcomes of its order, however it arrives within the window', async () => {
    await fc.assert(
      fc.asyncProperty(disordered(call), async ({ inTime, arrival }) => {
        const run = await arrived(arrival);

        expect(run.state('c-1')).toEqual(inOrder(inTime));
        expect(new Set(outcomes(run, inTime))).toEqual(new Set(['applied']));
      }),
      { numRuns: 150, seed: 20231027 },
    );
  });

  const anything = fc
    .tuple(
      fc.array(fc.constantFrom(...callLifecycle.types), { minLength: 1, maxLength: 12 }),
      fc.array(pauseMs, { minLength: 1, maxLength: 5 }),
    )
    .map(([types, pauses]) => timed(types, pauses, 'nothing'));

  it('has parts that add up to its duration, even if its events make no sense', async () => {
    await fc.assert(
      fc.asyncProperty(disordered(anything), async ({ inTime, arrival }) => {
        const run = await arrived(arrival);
        await run.settle();
        const state = run.state('c-1');

        if (state?.['durationSeconds'] !== undefined && !hasLate(state)) {
          expect(partsOf(state).reduce(addSeconds)).toBe(state['durationSeconds']);
        }
        for (const outcome of outcomes(run, inTime)) expect(outcome).toMatch(/^(applied|gap|late)$/);
      }),
      { numRuns: 150, seed: 20231027 },
    );
  });
});

const hasLate = (state: ModuleState): boolean => Array.isArray(state['late']) && state['late'].length > 0;

const partsOf = (state: ModuleState): number[] =>
  ['waitSeconds', 'talkSeconds', 'holdSeconds', 'transferSeconds'].map((part) => Number(state[part]));
