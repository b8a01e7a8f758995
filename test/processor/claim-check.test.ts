import { messageOf } from '../../lambdas/core/claim-check';
import { PermanentError, StoreUnavailableError } from '../../lambdas/core/failure/errors';
import { decodeMessage } from '../../lambdas/core/queue-message';
import type {
  FeatureModule,
  IndependentModule,
  LatestModule,
  ModuleEvent,
} from '../../lambdas/processor/feature-module';
import { loadData } from '../../lambdas/processor/load-data';
import type { DeadLetter } from '../../lambdas/processor/ports';
import { ModuleRun } from '../module-kit/module-run';
import { noise } from '../noise';
import { processorWorld } from './processor-world';
import { chain, listingModule, startsAt, thing } from './sequence/listing-module';

const notes = noise(700_000);
/** Larger than a message. */
const large = (eventType: string, second: number): ModuleEvent =>
  thing(eventType, second, { data: { thing: 'x', notes } });

const common = { name: 'seeing', description: 'Sees.', types: ['a', 'b', 'c'] } as const;
const entity = { type: 'thing', idFrom: ['data.thing'] } as const;

/** Modules that only remember what they were given. */
const seeing = () => {
  const seen: ModuleEvent[] = [];
  const see = (event: ModuleEvent): {} => {
    seen.push(structuredClone(event));
    return {};
  };
  const latest: LatestModule = { manifest: { ...common, policy: 'latest', entity }, apply: see };
  const none: IndependentModule = {
    manifest: { ...common, policy: 'none' },
    handle: async (event) => void see(event),
  };
  const sequence = listingModule(chain, {
    react: async (event) => void see(event),
    late: (state, event) => {
      see(event);
      return state ?? { seen: [] };
    },
  });
  return { seen, modules: { latest, none, sequence } };
};

const bodyOf = (letter: DeadLetter | undefined): unknown =>
  decodeMessage(letter?.record.body ?? '', letter?.record.encoding);

const verbs = ({ world }: ModuleRun): readonly string[] =>
  world.payloads.calls.map((call) => call.split(' ')[0] ?? '');

describe('an event whose data does not stand in its message', () => {
  it.each(['latest', 'none', 'sequence'] as const)(
    'is seen whole by a module with the policy %s, which cannot tell',
    async (policy) => {
      const { seen, modules } = seeing();
      const module: FeatureModule = modules[policy];
      const run = new ModuleRun(module, { startsAt });

      await run.deliver(large('a', 0));

      expect(seen).toEqual([large('a', 0)]);
      expect(Object.keys(seen[0] ?? {})).not.toContain('dataref');
      expect(verbs(run)).toEqual(['put', 'get']);
    },
  );

  it('is seen whole when it comes too late', async () => {
    const { seen, modules } = seeing();
    const run = new ModuleRun(modules.sequence, { startsAt });
    await run.deliver(thing('a', 0));
    await run.deliver(thing('c', 2));
    await run.pass(200);

    await run.deliver(large('b', 1));

    expect(run.outcome(large('b', 1))).toBe('late');
    expect(seen).toContainEqual(large('b', 1));
  });

  it('waits, uncounted, while the store does not answer', async () => {
    const run = new ModuleRun(seeing().modules.sequence, { startsAt });
    const { payloads } = run.world;
    const get = payloads.get.bind(payloads);
    let failures = 20;
    payloads.get = async (uri) => {
      if (failures > 0) {
        failures -= 1;
        throw Object.assign(new Error('no answer'), { name: 'TimeoutError', $metadata: {} });
      }
      return get(uri);
    };

    await run.deliver(large('a', 0));

    expect(run.outcome(large('a', 0))).toBe('applied');
    expect(run.world.claims.claims.get('genesys#a0')?.failures).toEqual({});
    expect(run.world.metrics.counts).toMatchObject({ EventDeferred: 20, EventApplied: 1 });
  });

  it('goes to the DLQ at once when its data is gone, and its group goes on', async () => {
    const run = new ModuleRun(seeing().modules.sequence, { startsAt });
    const { payloads, deadLetters } = run.world;
    await run.send(large('a', 0));
    await run.send(thing('b', 1));
    payloads.kept.clear();

    await run.work();
    await run.settle();

    expect(run.outcome(large('a', 0))).toBe('dead-lettered');
    expect(run.outcome(thing('b', 1))).toBe('gap');
    expect(deadLetters.letters).toMatchObject([
      { cause: 'DATA_GONE', errorName: 'DataGoneError', attempts: 1, event: { id: 'a0', type: 'a' } },
    ]);
  });

  it('keeps its data alive when it goes to the DLQ, and takes only its address there', async () => {
    const module = listingModule(chain, {
      apply: () => {
        throw new PermanentError('Never.');
      },
    });
    const run = new ModuleRun(module, { startsAt });

    await run.deliver(large('a', 0));

    const [uri] = [...run.world.payloads.kept.keys()];
    expect(run.world.payloads.calls.at(-1)).toBe(`renew ${uri}`);
    expect(bodyOf(run.world.deadLetters.letters[0])).toEqual({ ...large('a', 0), data: null, dataref: uri });
  });

  it('does not go to the DLQ before its data is known to stay', async () => {
    const module = listingModule(chain, {
      apply: () => {
        throw new PermanentError('Never.');
      },
    });
    const run = new ModuleRun(module, { startsAt });
    const { payloads, deadLetters } = run.world;
    const renew = payloads.renew.bind(payloads);
    const before: number[] = [];
    payloads.renew = (uri) => {
      before.push(deadLetters.letters.length);
      return before.length < 3 ? Promise.reject(new Error('no answer')) : renew(uri);
    };

    await run.deliver(large('a', 0));

    expect(before).toEqual([0, 0, 0]);
    expect(deadLetters.letters).toHaveLength(1);
  });
});

describe('an event whose data does not stand in its message and which is parked', () => {
  it('is kept without its data, which stays alive, and applied with it', async () => {
    const { seen, modules } = seeing();
    const run = new ModuleRun(modules.sequence, { startsAt });
    const { parkedEvents, payloads } = run.world;
    await run.deliver(large('b', 1));

    const [uri] = [...payloads.kept.keys()];
    expect([...parkedEvents.kept.values()]).toEqual([{ ...large('b', 1), data: null, dataref: uri }]);
    expect(verbs(run)).toEqual(['put', 'get', 'put']);

    await run.deliver(thing('a', 0));

    expect(seen).toEqual([thing('a', 0), large('b', 1)]);
    expect(verbs(run)).toEqual(['put', 'get', 'put', 'get']);
  });

  it('goes to the DLQ when its data is gone, as far as it is known, and what follows goes on', async () => {
    const run = new ModuleRun(seeing().modules.sequence, { startsAt });
    const { payloads, deadLetters } = run.world;
    await run.deliver(large('b', 1));
    await run.deliver(thing('c', 2));
    const [uri] = [...payloads.kept.keys()];
    payloads.kept.clear();

    await run.deliver(thing('a', 0));
    await run.settle();

    expect(run.outcome(thing('a', 0))).toBe('applied');
    expect(run.outcome(large('b', 1))).toBe('dead-lettered');
    expect(run.outcome(thing('c', 2))).toBe('gap');
    expect(deadLetters.letters).toMatchObject([{ cause: 'DATA_GONE', event: { id: 'b1' } }]);
    expect(bodyOf(deadLetters.letters[0])).toEqual({ ...large('b', 1), data: null, dataref: uri });
  });

  it('goes to the DLQ with its data kept anew when the module fails with it', async () => {
    const module = listingModule(chain, {
      apply: (state, { id }) => {
        if (id === 'b1') throw new PermanentError('Never.');
        return { seen: [...(state?.seen ?? []), id] };
      },
    });
    const run = new ModuleRun(module, { startsAt });
    const { payloads, deadLetters } = run.world;
    await run.deliver(large('b', 1));
    await run.deliver(thing('a', 0));

    const [uri] = [...payloads.kept.keys()];
    expect(payloads.calls.at(-1)).toBe(`put ${uri}`);
    expect(bodyOf(deadLetters.letters[0])).toEqual({ ...large('b', 1), data: null, dataref: uri });
  });

  it('costs the event that releases it nothing but time when the store does not answer', async () => {
    const run = new ModuleRun(seeing().modules.sequence, { startsAt });
    const { payloads, claims } = run.world;
    await run.deliver(large('b', 1));
    const get = payloads.get.bind(payloads);
    let failures = 2;
    payloads.get = async (uri) => {
      failures -= 1;
      if (failures >= 0) throw new StoreUnavailableError('no answer');
      return get(uri);
    };

    await run.deliver(thing('a', 0));

    expect(run.outcome(thing('a', 0))).toBe('applied');
    expect(run.outcome(large('b', 1))).toBe('applied');
    expect(claims.claims.get('genesys#a0')?.failures).toEqual({});
    expect(run.world.deadLetters.letters).toEqual([]);
  });
});

describe('loading data', () => {
  it('is given up in time, which is the fault of the store', async () => {
    const world = processorWorld({ now: () => 0 });
    const { body } = await messageOf(large('a', 0), world.claimCheck);
    const light = { ...large('a', 0), data: null, dataref: String(Object(JSON.parse(body)).dataref) };
    const signals: (AbortSignal | undefined)[] = [];
    world.payloads.get = (_, signal?: AbortSignal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    };

    const loading = loadData(light, { remainingMs: () => 10_000 }, world);
    world.timer.elapse(9_000);

    await expect(loading).rejects.toThrow(StoreUnavailableError);
    expect(signals).toEqual([expect.objectContaining({ aborted: true })]);
  });

  it('leaves no timer behind', async () => {
    const world = processorWorld({ now: () => 0 });
    const { body } = await messageOf(large('a', 0), world.claimCheck);
    const light = { ...large('a', 0), data: null, dataref: String(Object(JSON.parse(body)).dataref) };
    expect(await loadData(light, { remainingMs: () => 10_000 }, world)).toEqual(large('a', 0));
    expect(world.timer.waiting.size).toBe(0);
  });
});
