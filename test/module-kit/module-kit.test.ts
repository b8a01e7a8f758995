import { listingModule, call } from '../processor/sequence/listing-module';
import { deliver, moduleEvent, ModuleRun } from '.';

const at = (second: number): string => `2023-10-27T14:00:0${second}Z`;
const data = { thing: 'x' };
const events = [
  { eventType: 'started', timestamp: at(0), data },
  { eventType: 'held', timestamp: at(1), data },
  { eventType: 'resumed', timestamp: at(2), data },
  { eventType: 'completed', timestamp: at(3), data },
];
const ids = events.map(({ eventType, timestamp }) => `${eventType} ${timestamp}`);

describe('the module kit', () => {
  it('finds a sound module sound, whatever happens to its events', async () => {
    const module = deliver(events).to(listingModule(call));
    for (const delivered of [
      await module.inOrder(),
      await module.inAnyOrder(),
      await module.withDuplicates(),
      await module.withCrashes(),
    ]) {
      expect(delivered.states).toEqual({ x: { seen: ids } });
      expect(new Set(Object.values(delivered.outcomes))).toEqual(new Set(['applied']));
    }
  });

  it('finds a module that remembers something between calls', async () => {
    let calls = 0;
    const module = listingModule(call, { apply: () => ({ seen: [String((calls += 1))] }) });
    await expect(deliver(events).to(module).inOrder()).rejects.toThrow(/two different states/);
  });

  it('finds a module that changes the state it is given', async () => {
    const module = listingModule(call, {
      apply: (state, { id }) => {
        const seen: string[] = Array.isArray(state?.seen) ? state.seen : [];
        seen.push(id);
        return { seen };
      },
    });
    await expect(deliver(events).to(module).inOrder()).rejects.toThrow(/changes the state/);
  });

  it('names the order of arrival that makes a difference', async () => {
    // What comes behind the end by the lifecycle, but before it in time, is a gap or makes the end one.
    const lifecycle = { ...call, next: { started: ['completed'], completed: ['held'], held: ['resumed'] } };
    const disordered = events.filter(({ eventType }) => eventType !== 'resumed');
    await expect(deliver(disordered).to(listingModule(lifecycle)).inAnyOrder()).rejects.toThrow(
      /states are others when the events arrive as started .*, completed .*, held /,
    );
  });

  it('finds an effect that runs under different names when the function dies', async () => {
    let attempts = 0;
    const react = async (
      _: unknown,
      __: unknown,
      context: { once: (name: string, effect: () => Promise<null>) => Promise<null> },
    ) => {
      await context.once(`attempt-${(attempts += 1)}`, async () => null);
    };
    const module = listingModule(call, { react });
    await expect(deliver(events).to(module).withCrashes()).rejects.toThrow(/effects are others/);
  });

  it('says what ingest has against an event', () => {
    expect(() => deliver([{ eventType: 'started', timestamp: 'yesterday' }])).not.toThrow();
    expect(() => deliver([{ eventType: 'started', timestamp: 'yesterday' }]).to(listingModule(call))).toThrow(
      /Ingest would not accept .* timestamp: must be an RFC 3339 time/,
    );
  });

  it('lets a test come late with an event', async () => {
    const module = listingModule(call, { late: (state) => ({ seen: ['late', ...(state?.seen ?? [])] }) });
    const [, held = '', , completed = ''] = ids;
    const [, early, , end] = events.map(moduleEvent);
    if (!early || !end) throw new Error('There are four events.');
    const run = new ModuleRun(module, { startsAt: at(0) });
    await run.deliver(end);
    expect(run.outcome(end)).toBe('parked');
    await run.pass(120);
    await run.deliver(early);

    expect(run.outcome({ source: 'genesys', id: held })).toBe('late');
    expect(run.state('x')).toEqual({ seen: ['late', `gap:${completed}`] });
    expect(run.errors).toEqual(new Map());
  });
});
