import { EffectInProgressError } from '../../lambdas/processor/errors';
import type { JsonValue, Once } from '../../lambdas/processor/ports';
import { InMemoryOnce } from '../in-memory/in-memory-once';
import { type LocalDynamoDb, startLocalDynamoDb } from './local-services';
import { effect, invocation, key, longEffect, onceInTable } from './once-fixture';

interface Fixture {
  readonly once: Once;
  /** Lets the time pass that a function which is at work now has left. */
  readonly passTime: () => Promise<void>;
}

let dynamoDb: LocalDynamoDb;

beforeAll(async () => {
  dynamoDb = await startLocalDynamoDb();
});
afterAll(() => dynamoDb.close());

const inMemory = async (): Promise<Fixture> => {
  let nowMs = 0;
  return {
    once: new InMemoryOnce({ now: () => nowMs }),
    passTime: async () => {
      nowMs += invocation.remainingMs() + 1;
    },
  };
};

const stores: [string, () => Promise<Fixture>][] = [
  ['in memory', inMemory],
  ['with Powertools', () => onceInTable(dynamoDb)],
];

describe.each(stores)('once %s', (_, create) => {
  it('runs an effect that succeeds once, and gives what it gave then', async () => {
    const { once } = await create();
    const counting = effect(async (run) => ({ run }));
    expect(await once.run(key, counting.run, invocation)).toEqual({ result: { run: 1 }, isRepeated: false });
    expect(await once.run(key, counting.run, invocation)).toEqual({ result: { run: 1 }, isRepeated: true });
    expect(counting.runs).toBe(1);
  });

  it('runs an effect again that failed, and rejects with its own error', async () => {
    const { once } = await create();
    const failure = new RangeError('The CRM is down.');
    const flaky = effect(async (run) => {
      if (run < 3) throw failure;
      return run;
    });
    await expect(once.run(key, flaky.run, invocation)).rejects.toBe(failure);
    await expect(once.run(key, flaky.run, invocation)).rejects.toBe(failure);
    expect(await once.run(key, flaky.run, invocation)).toEqual({ result: 3, isRepeated: false });
  });

  it.each([
    ['in its last letter', `${key}2`],
    ['in its case', key.toUpperCase()],
    ['in a space behind it', `${key} `],
    ['by being ten thousand characters long', key.repeat(300)],
  ])('runs another effect, whose key differs %s', async (_, other) => {
    const { once } = await create();
    await once.run(key, async () => 'first', invocation);
    const second = { result: 'second', isRepeated: false };
    expect(await once.run(other, async () => 'second', invocation)).toEqual(second);
    expect(await once.run(other, async () => 'third', invocation)).toEqual({ ...second, isRepeated: true });
  });

  it('rejects while the effect is at work, and does not run it beside', async () => {
    const { once } = await create();
    const long = longEffect();
    const first = once.run(key, long.run, invocation);
    await long.started;
    const second = effect(async () => 'second');

    await expect(once.run(key, second.run, invocation)).rejects.toBeInstanceOf(EffectInProgressError);
    long.gate.resolve('first');

    expect(await first).toEqual({ result: 'first', isRepeated: false });
    expect(await once.run(key, second.run, invocation)).toEqual({ result: 'first', isRepeated: true });
    expect(second.runs).toBe(0);
  });

  it('runs the effect again when the time of the function that began it is over', async () => {
    const { once, passTime } = await create();
    const long = longEffect();
    const first = once.run(key, long.run, invocation);
    await long.started;
    await passTime();

    const second = { result: 'second', isRepeated: false };
    expect(await once.run(key, async () => 'second', invocation)).toEqual(second);

    long.gate.resolve('first');
    await first;
  });

  it('runs the effect once when it is asked for many times at once', async () => {
    const { once } = await create();
    const counting = effect(async (run) => run);
    await Promise.allSettled(Array.from({ length: 20 }, () => once.run(key, counting.run, invocation)));
    expect(counting.runs).toBe(1);
  });

  it.each<[string, JsonValue | undefined]>([
    ['nothing', undefined],
    ['null', null],
    ['zero', 0],
    ['an empty text', ''],
    ['false', false],
    ['an empty list', []],
    ['an empty object', {}],
    ['nulls and lists in each other', { a: [null, { b: [[]] }], '': 0 }],
    ['numbers that DynamoDB does not know', [1e300, 5e-324, 2 ** 60]],
    ['odd characters', '\uFFFF\u0000😀'],
    ['names of an object’s own members', JSON.parse('{"__proto__":{"x":1},"constructor":1}')],
    ['three hundred kilobytes', 'x'.repeat(300_000)],
  ])('gives %s both times', async (_, value) => {
    const { once } = await create();
    const results: unknown[] = [];
    for (let time = 0; time < 2; time += 1) {
      const run = async (): Promise<JsonValue | void> => value;
      results.push((await once.run(key, run, invocation)).result);
    }
    expect(results.map((result) => JSON.stringify(result))).toEqual([
      JSON.stringify(value),
      JSON.stringify(value),
    ]);
    expect(results).toStrictEqual([value, value]);
  });

  it('gives what JSON makes of a result the first time too', async () => {
    const { once } = await create();
    const results: unknown[] = [];
    for (let time = 0; time < 2; time += 1) {
      results.push((await once.run(key, async () => ({ ratio: Number.NaN }), invocation)).result);
    }
    expect(results).toStrictEqual([{ ratio: null }, { ratio: null }]);
  });
});
