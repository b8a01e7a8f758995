import { PowertoolsOnce } from '../../lambdas/adapters/powertools-once';
import { type LocalDynamoDb, startLocalDynamoDb } from './local-services';
import { effect, invocation, key, longEffect, onceInTable, retentionSeconds } from './once-fixture';
import { wireCalls } from './wire-calls';

let dynamoDb: LocalDynamoDb;

beforeAll(async () => {
  dynamoDb = await startLocalDynamoDb();
});
afterAll(() => dynamoDb.close());

const said = (['debug', 'error', 'info', 'log', 'warn'] as const).map((level) => jest.spyOn(console, level));
afterEach(() => {
  for (const spy of said) expect(spy).not.toHaveBeenCalled();
});

describe('once with Powertools', () => {
  const nowMs = Date.UTC(2023, 9, 27, 14, 30, 0, 400);
  const atFixedTime = async (act: () => Promise<unknown>): Promise<void> => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(nowMs);
    try {
      await act();
    } finally {
      clock.mockRestore();
    }
  };

  it('remembers for its retention, in a record that names neither event nor module', async () => {
    const { once, records } = await onceInTable(dynamoDb);
    await atFixedTime(() => once.run(key, async () => ({ id: 'activity-7' }), invocation));
    expect(await records()).toEqual([
      {
        pk: expect.stringMatching(/^once#[A-Za-z0-9+/]{43}=$/),
        status: 'COMPLETED',
        data: '{"value":{"id":"activity-7"}}',
        expiresAt: Math.floor(nowMs / 1000) + retentionSeconds,
        in_progress_expiration: nowMs + 10_000,
      },
    ]);
  });

  it.each([
    ['none', 0, 1],
    ['less than none', -20, 1],
    ['a part of a millisecond', 3.2, 4],
  ])(
    'lets a record in progress end soon, where the function has %s of its time left',
    async (_, left, ms) => {
      const { once, records } = await onceInTable(dynamoDb);
      const long = longEffect();
      let first: Promise<unknown> = Promise.resolve();
      await atFixedTime(async () => {
        first = once.run(key, long.run, { remainingMs: () => left });
        await long.started;
      });
      expect(await records()).toMatchObject([{ in_progress_expiration: nowMs + ms }]);
      long.gate.resolve('done');
      await first;
    },
  );

  it('leaves nothing behind of an effect that failed', async () => {
    const { once, records } = await onceInTable(dynamoDb);
    const failing = once.run(key, () => Promise.reject(new Error('The CRM is down.')), invocation);
    await expect(failing).rejects.toThrow('The CRM is down.');
    expect(await records()).toEqual([]);
  });

  it('takes two writes for a success, one for a repetition, two for a failure, and no read', async () => {
    const { once } = await onceInTable(dynamoDb);
    const calls = await wireCalls(dynamoDb.client, async () => {
      await once.run(key, async () => 1, invocation);
      await once.run(key, async () => 2, invocation);
      await once.run('other', () => Promise.reject(new Error('down')), invocation).catch(() => undefined);
    });
    expect(calls.map(({ operation }) => operation)).toEqual([
      'PutItem',
      'UpdateItem',
      'PutItem',
      'PutItem',
      'DeleteItem',
    ]);
  });

  it('finds its records in another process, and under another name of the function', async () => {
    const { newOnce } = await onceInTable(dynamoDb);
    const isRepeated: boolean[] = [];
    for (const name of ['Stack-ProcessorA-1', 'Stack-ProcessorB-2']) {
      process.env['AWS_LAMBDA_FUNCTION_NAME'] = name;
      isRepeated.push((await newOnce().run(key, async () => 1, invocation)).isRepeated);
    }
    delete process.env['AWS_LAMBDA_FUNCTION_NAME'];
    expect(isRepeated).toEqual([false, true]);
  });

  it('takes its own record for another’s when the reply to the first write was lost, until the time is over', async () => {
    const { once, passTime } = await onceInTable(dynamoDb);
    const counting = effect(async (run) => run);
    const run = () => once.run(key, counting.run, invocation);
    const fault = { operation: 'PutItem', kind: 'reply-lost' } as const;
    await wireCalls(dynamoDb.client, () => expect(run()).rejects.toThrow('in progress'), { fault });
    expect(counting.runs).toBe(0);
    await passTime();
    expect(await run()).toEqual({ result: 1, isRepeated: false });
  });

  it('rejects when it cannot remember that the effect succeeded, which then runs again', async () => {
    const { once, passTime } = await onceInTable(dynamoDb);
    const large = effect(async () => 'x'.repeat(420_000));
    await expect(once.run(key, large.run, invocation)).rejects.toMatchObject({
      name: 'StoreUnavailableError',
    });
    await passTime();
    expect(await once.run(key, async () => 'small', invocation)).toMatchObject({ isRepeated: false });
  });

  it('runs no effect when it cannot remember it', async () => {
    const once = new PowertoolsOnce({
      client: dynamoDb.client,
      tableName: 'no-such-table',
      retentionSeconds,
    });
    const counting = effect(async () => 1);
    await expect(once.run(key, counting.run, invocation)).rejects.toMatchObject({
      name: 'StoreUnavailableError',
    });
    expect(counting.runs).toBe(0);
  });

  it('loads Powertools with the first effect, not with the function', async () => {
    const { tableName, records } = await onceInTable(dynamoDb);
    let isLoaded = false;
    await jest.isolateModulesAsync(async () => {
      jest.doMock('@aws-lambda-powertools/idempotency', () => {
        isLoaded = true;
        return jest.requireActual<object>('@aws-lambda-powertools/idempotency');
      });
      const adapter = await import('../../lambdas/adapters/powertools-once');
      const once = new adapter.PowertoolsOnce({ client: dynamoDb.client, tableName, retentionSeconds });
      expect(isLoaded).toBe(false);
      await once.run(key, async () => 1, invocation);
      expect(isLoaded).toBe(true);
    });
    expect(await records()).toHaveLength(1);
  });
});
