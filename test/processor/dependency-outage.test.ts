import { RetryableError } from '../../lambdas/core/failure/errors';
import type { ModuleEvent } from '../../lambdas/processor/feature-module';
import { moduleEvent, ModuleRun } from '../module-kit';
import { GuardedFleet } from './guarded-fleet';
import { chain, listingModule } from './sequence/listing-module';

const startsAt = '2023-10-27T14:00:00Z';
const t0 = Date.parse(startsAt);
const minute = 60;
const hour = 3600;
const at = (second: number): number => t0 + second * 1000;
const never = (): Promise<never> => new Promise(() => undefined);

/** What a call of the dependency does. */
type Mood = (signal: AbortSignal) => Promise<void>;

const works: Mood = async () => undefined;
const throws =
  (error: () => unknown): Mood =>
  async () => {
    throw error();
  };

const outages: [string, Mood][] = [
  ['500', throws(() => new RetryableError('Internal server error'))],
  ['429 with a wait', throws(() => new RetryableError('Too many', { retryAfterSeconds: 300 }))],
  ['nothing', never],
  ['garbage', throws(() => new SyntaxError('Unexpected token < in JSON'))],
  ['401', throws(() => Object.assign(new Error('Unauthorized'), { status: 401 }))],
  ['a refused connection', throws(() => Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))],
  ['not even an error', throws(() => undefined)],
];

/** An event of a thing, so many seconds after the start. */
const thing = (name: string, type: string, second: number): ModuleEvent =>
  moduleEvent({
    id: `${name}-${type}`,
    eventType: type,
    timestamp: new Date(at(second)).toISOString(),
    data: { thing: name },
  });

/** The events of one thing, a second apart. */
const things = (name: string, second: number): readonly ModuleEvent[] =>
  ['a', 'b', 'c'].map((type, index) => thing(name, type, second + index));

interface World {
  /** How the dependency behaves for an event. */
  readonly mood: (id: string, second: number) => Mood;
  readonly processes?: number;
}

/** A module that writes each event to its dependency once. */
const fleetFixture = ({ mood, processes = 2 }: World) => {
  const calls: { readonly id: string; readonly second: number }[] = [];
  const written: string[] = [];
  const holder: { fleet?: GuardedFleet } = {};
  const module = listingModule(chain, {
    manifest: { dependencies: ['crm'] },
    react: async ({ id }, _, context) => {
      await context.once('write', () =>
        context.dependency('crm').call(async (signal) => {
          const second = ((holder.fleet?.nowMs ?? t0) - t0) / 1000;
          calls.push({ id, second });
          await mood(id, second)(signal);
          written.push(id);
          return id;
        }),
      );
    },
  });
  const fleet = new GuardedFleet(module, { startsAtMs: t0, processes });
  holder.fleet = fleet;
  const events: ModuleEvent[] = [];
  return {
    fleet,
    calls,
    written,
    events,
    add: (...added: readonly ModuleEvent[]): void => {
      for (const event of added) {
        events.push(event);
        fleet.add(event);
      }
    },
    /** How long each event took, in seconds. */
    delays: () =>
      events.map((event) => {
        const { at: done = '' } = fleet.outcome(event) ?? {};
        return [event.id, (Date.parse(done) - Date.parse(event.time)) / 1000] as const;
      }),
  };
};

type Fixture = ReturnType<typeof fleetFixture>;

/** The ids of the events that are not, ten at most. */
const notApplied = ({ fleet, events }: Pick<Fixture, 'fleet' | 'events'>): readonly string[] =>
  events
    .filter((event) => fleet.outcome(event)?.outcome !== 'applied')
    .map(({ id }) => id)
    .slice(0, 10);

/** What went wrong, if anything did. */
const shortcomings = ({ fleet, events, written }: Fixture) => {
  const times = Map.groupBy(written, (id) => id);
  const groups = Map.groupBy(events, ({ id }) => id.replace(/-[a-d]$/, ''));
  return {
    deadLettered: fleet.world.deadLetters.letters.map(({ event }) => event?.id),
    movedBySqs: fleet.worn,
    waiting: fleet.waiting,
    notApplied: notApplied({ fleet, events }),
    notWrittenOnce: events.filter(({ id }) => times.get(id)?.length !== 1).map(({ id }) => id),
    outOfOrder: [...groups]
      .filter(
        ([name, group]) =>
          JSON.stringify(fleet.state(name)) !== JSON.stringify({ seen: group.map(({ id }) => id) }),
      )
      .map(([name]) => name),
  };
};

const none: ReturnType<typeof shortcomings> = {
  deadLettered: [],
  movedBySqs: [],
  waiting: 0,
  notApplied: [],
  notWrittenOnce: [],
  outOfOrder: [],
};

const inOrder = (texts: readonly (string | undefined)[]): readonly string[] =>
  texts.map(String).toSorted((a, b) => (a < b ? -1 : 1));

const from = 10 * minute;
const until = from + hour;
const duringOutage = (second: number): boolean => second >= from && second < until;

describe('an hour without the dependency', () => {
  it.each(outages)(
    'that answers %s leaves nothing in the DLQ, and everything applied in order',
    async (_, mood) => {
      const world = fleetFixture({ mood: (__, second) => (duringOutage(second) ? mood : works) });
      for (let second = 0; second < until + 10 * minute; second += minute) {
        world.add(...things(`x${second}`, second));
      }
      await world.fleet.runUntil(at(until + 40 * minute));

      expect(shortcomings(world)).toEqual(none);
      expect(world.fleet.breaker).toMatchObject({ kind: 'closed' });
      // Five failures a process, or what is under way, until it opens; then a probe in a quarter of the time each.
      const during = world.calls.filter(({ second }) => duringOutage(second));
      expect(during.length).toBeLessThan(40);
      expect(during.length).toBeGreaterThan(5);
    },
  );

  it.each(outages)(
    'that answers %s is survived by a module with an event every ten minutes',
    async (_, mood) => {
      const world = fleetFixture({ mood: (__, second) => (duringOutage(second) ? mood : works) });
      for (let second = 0; second < until + 30 * minute; second += 10 * minute) {
        world.add(thing(`x${second}`, 'a', second));
      }
      await world.fleet.runUntil(at(until + 60 * minute));

      expect(shortcomings(world)).toEqual(none);
      expect(world.fleet.breaker).toMatchObject({ kind: 'closed' });
      expect(world.calls.filter(({ second }) => duringOutage(second)).length).toBeLessThan(40);
    },
  );

  it('is over for its events within a quarter of an hour and what the guard needs', async () => {
    const [[, mood] = ['', works]] = outages;
    const world = fleetFixture({ mood: (_, second) => (duringOutage(second) ? mood : works) });
    for (let second = from; second < until; second += minute) world.add(thing(`x${second}`, 'a', second));
    await world.fleet.runUntil(at(until + 60 * minute));
    const last = Math.max(...world.events.map((event) => Date.parse(world.fleet.outcome(event)?.at ?? '')));
    expect((last - at(until)) / 1000).toBeLessThan(17 * minute);
    expect(shortcomings(world)).toEqual(none);
  });

  it('keeps a dozen processes from calling more often than one', async () => {
    const [[, mood] = ['', works]] = outages;
    const hit = { mood: (_: string, second: number) => (duringOutage(second) ? mood : works), processes: 12 };
    const world = fleetFixture(hit);
    for (let second = 0; second < until + 10 * minute; second += 5)
      world.add(thing(`x${second}`, 'a', second));
    await world.fleet.runUntil(at(until + 60 * minute));
    expect(shortcomings(world)).toEqual(none);
    const during = world.calls.filter(({ second }) => duringOutage(second));
    expect(during.length).toBeLessThan(60);
  });

  it('does nothing to an event that failed by chance shortly before it', async () => {
    const [[, mood] = ['', works]] = outages;
    const world = fleetFixture({
      mood: (id, second) => (duringOutage(second) || (id === 'unlucky-a' && second < from) ? mood : works),
    });
    world.add(thing('unlucky', 'a', from - 20), thing('other', 'a', from - 10));
    await world.fleet.runUntil(at(until + 30 * minute));
    expect(shortcomings(world)).toEqual(none);
  });
});

describe('three outages in a row, each with too little time in between', () => {
  it('leave nothing in the DLQ', async () => {
    const [[, mood] = ['', works]] = outages;
    const isDown = (second: number): boolean => second < hour && second % (20 * minute) >= 4 * minute;
    const world = fleetFixture({ mood: (_, second) => (isDown(second) ? mood : works) });
    for (let second = 0; second < hour; second += 30) world.add(...things(`x${second}`, second));
    await world.fleet.runUntil(at(2 * hour));
    expect(shortcomings(world)).toEqual(none);
  });
});

describe('an event whose call always fails while others succeed', () => {
  const poisoned = (id: string): Mood => (id.startsWith('poison') ? (outages[0]?.[1] ?? works) : works);

  it('ends in the DLQ, and no other event waits for it', async () => {
    const world = fleetFixture({ mood: poisoned });
    for (let second = 0; second < hour; second += 10) world.add(thing(`x${second}`, 'a', second));
    world.fleet.add(thing('poison', 'a', 5 * minute + 3));
    await world.fleet.runUntil(at(2 * hour));

    const { deadLetters, breakerStore } = world.fleet.world;
    expect(deadLetters.letters.map(({ event, attempts, cause }) => [event?.id, attempts, cause])).toEqual([
      ['poison-a', 3, 'DEPENDENCY_FAILED'],
    ]);
    expect(breakerStore.calls.written).toBe(0);
    expect(Math.max(...world.delays().map(([, seconds]) => seconds))).toBe(0);
  });

  it('ends in the DLQ in a quiet module too, where others wait for it for some minutes at most', async () => {
    const world = fleetFixture({ mood: poisoned });
    for (let second = 0; second < 12 * hour; second += 10 * minute)
      world.add(thing(`x${second}`, 'a', second));
    world.fleet.add(thing('poison', 'a', 35 * minute));
    await world.fleet.runUntil(at(13 * hour));

    const { deadLetters } = world.fleet.world;
    expect(notApplied(world)).toEqual([]);
    expect(deadLetters.letters.map(({ event }) => event?.id)).toEqual(['poison-a']);
    expect(Math.max(...world.delays().map(([, seconds]) => seconds))).toBeLessThan(30 * minute);
    expect(world.fleet.breaker).toMatchObject({ kind: 'closed' });
  });

  it('leaves what comes behind it in its own group in order', async () => {
    const world = fleetFixture({ mood: poisoned });
    for (let second = 0; second < hour; second += 10) world.add(thing(`x${second}`, 'a', second));
    for (const event of things('poison', 5 * minute)) world.fleet.add(event);
    world.fleet.add(thing('poison2', 'b', 6 * minute));
    await world.fleet.runUntil(at(3 * hour));
    const { letters } = world.fleet.world.deadLetters;
    expect(inOrder(letters.map(({ event }) => event?.id))).toEqual([
      'poison-a',
      'poison-b',
      'poison-c',
      'poison2-b',
    ]);
    expect(Math.max(...world.delays().map(([, seconds]) => seconds))).toBe(0);
  });
});

describe('an outage in the module kit', () => {
  it('is over for an event that arrives in it when the dependency is back', async () => {
    const holder: { run?: ModuleRun } = {};
    const isDown = (): boolean => Date.parse(holder.run?.now ?? '') < at(hour);
    const written: string[] = [];
    const module = listingModule(chain, {
      manifest: { dependencies: ['crm'] },
      react: async ({ id }, _, context) => {
        await context.dependency('crm').call(async () => {
          if (isDown()) throw new RetryableError('x');
          written.push(id);
        });
      },
    });
    const run = new ModuleRun(module, { startsAt });
    holder.run = run;
    for (const event of things('x', 0)) await run.deliver(event);
    expect(run.state('x')).toEqual({ seen: ['x-a', 'x-b', 'x-c'] });
    expect(written).toEqual(['x-a', 'x-b', 'x-c']);
    expect(run.world.deadLetters.letters).toEqual([]);
    expect(run.world.breakerStore.records.get('crm')?.breaker).toMatchObject({ kind: 'closed' });
  });
});
