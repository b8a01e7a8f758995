import fc from 'fast-check';
import type { ModuleEvent } from '../../../lambdas/processor/feature-module';
import { moduleEvent, ModuleRun } from '../../module-kit';
import { call, listingModule, startsAt } from './listing-module';

const entityCount = 1000;
const eventsPerEntity = 100;
const startMs = Date.parse(startsAt);

interface Arrival {
  readonly event: ModuleEvent;
  readonly arrivesMs: number;
  readonly isLate: boolean;
}

/** A source of random numbers that gives the same ones each time. */
const numbers = fc.sample(fc.nat(2 ** 31 - 2), { numRuns: 10_007, seed: 20_231_027 });
let drawn = 0;
const draw = (below: number): number => (numbers[(drawn += 1) % numbers.length] ?? 0) % below;

const types = ['answered', 'held', 'resumed'];

/**
 * The events of an entity, 1 to 20 seconds apart. They arrive up to 30 seconds late, which is within the window;
 * every tenth, but never the last, 5 to 10 minutes late. Every twentieth arrives twice.
 */
const arrivalsOf = (entity: string): readonly Arrival[] => {
  let timeMs = startMs + draw(60_000);
  return Array.from({ length: eventsPerEntity }, (_, index) => {
    timeMs += 1000 + draw(19_000);
    const eventType = index === 0 ? 'started' : (types[draw(types.length)] ?? '');
    const timestamp = `${new Date(timeMs).toISOString().slice(0, -1)}${String(draw(1_000_000)).padStart(6, '0')}Z`;
    const event = moduleEvent({ id: `${entity}-${index}`, eventType, timestamp, data: { thing: entity } });
    const isLate = index < eventsPerEntity - 1 && draw(10) === 0;
    const arrivesMs = timeMs + (isLate ? 300_000 + draw(300_000) : draw(30_000));
    const first = { event, arrivesMs, isLate };
    return draw(20) === 0 ? [first, { ...first, arrivesMs: arrivesMs + draw(400_000) }] : [first];
  }).flat();
};

describe('a hundred thousand events of a thousand entities, 10 % of them late and 5 % twice', () => {
  it('come to what sorting them first comes to, and each has one outcome', async () => {
    const entities = Array.from({ length: entityCount }, (_, index) => `e${index}`);
    const byEntity = new Map(entities.map((entity) => [entity, arrivalsOf(entity)]));
    const arrivals = [...byEntity.values()].flat().toSorted((a, b) => a.arrivesMs - b.arrivesMs);
    const run = new ModuleRun(listingModule(call), { startsAt });

    let nowMs = startMs;
    for (const { event, arrivesMs } of arrivals) {
      await run.pass((arrivesMs - nowMs) / 1000);
      nowMs = arrivesMs;
      await run.deliver(event);
    }
    await run.settle();

    const events = [...new Map(arrivals.map((arrival) => [arrival.event.id, arrival])).values()];
    expect(events).toHaveLength(entityCount * eventsPerEntity);
    for (const [entity, theirs] of byEntity) {
      const sorted = theirs
        .filter(({ isLate }) => !isLate)
        .map(({ event }) => event)
        .toSorted((a, b) => (a.ordertime < b.ordertime ? -1 : 1));
      const expected = [...new Set(sorted.map(({ id }) => id))];
      const { seen = [] }: { seen?: unknown } = run.state(entity) ?? {};
      expect([seen].flat().map((id) => String(id).replace('gap:', ''))).toEqual(expected);
    }
    const wrong = events.filter(({ event, isLate }) => {
      const outcome = run.outcome(event);
      return isLate ? outcome !== 'late' : outcome !== 'applied' && outcome !== 'gap';
    });
    expect(wrong.map(({ event }) => [event.id, run.outcome(event)])).toEqual([]);
    expect(events.filter(({ isLate }) => isLate).length / events.length).toBeCloseTo(0.1, 1);
    expect(arrivals.length / events.length).toBeCloseTo(1.05, 1);
  }, 120_000);
});
