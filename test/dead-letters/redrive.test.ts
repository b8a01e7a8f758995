import { callLifecycle } from '../../lambdas/modules/call-lifecycle/manifest';
import { InvalidRequestError } from '../../tools/dead-letters/errors';
import { call, ids, eventIds } from './calls';
import { useDeadLetters } from './use-dead-letters';

const fixture = useDeadLetters([callLifecycle]);

const all = { module: 'call-lifecycle' };
const really = { dryRun: false, ratePerSecond: 300 };
const isCopy = (command: string) => command === 'SendMessageCommand';

describe('a redrive', () => {
  it('that nobody asked to change anything says what it would do, and changes nothing', async () => {
    const { now } = fixture;
    await now.giveUp('call-lifecycle', call('e-1'));

    const report = await now.open().redrive(all);

    expect(report).toStrictEqual({
      dryRun: true,
      ended: 'completed',
      matched: 1,
      redriven: 0,
      skipped: 0,
      failed: 0,
      refused: [],
      brokenOff: [],
      letters: [{ letter: expect.objectContaining({ eventId: 'e-1' }), result: { kind: 'would-be-done' } }],
      coverage: [{ module: 'call-lifecycle', seen: 1, unseen: 0, stillHeld: 0 }],
    });
    expect(await now.inQueue()).toStrictEqual([]);
    expect(await now.inDlq()).toHaveLength(1);
  });

  it('copies the body as it was into its group, without the causes, and deletes it then', async () => {
    const { now } = fixture;
    const data = { conversationId: 'c-1', note: 'a'.repeat(100_000) };
    await now.giveUp('call-lifecycle', { ...call('e-1'), data });
    const [before] = await now.receive(now.queueOf().dlqUrl);
    now.clock.advance(30_000);

    const report = await now.open().redrive(all, really);

    expect(report).toMatchObject({ dryRun: false, matched: 1, redriven: 1, failed: 0 });
    const [copy, ...others] = await now.inQueue();
    expect(others).toStrictEqual([]);
    expect(copy?.Body).toBe(before?.Body);
    expect(copy?.Attributes?.MessageGroupId).toBe(before?.Attributes?.MessageGroupId);
    expect(copy?.MessageAttributes).toStrictEqual({ encoding: { DataType: 'String', StringValue: 'gzip' } });
    expect(await now.inDlq()).toStrictEqual([]);
    expect(now.calls.filter((call) => isCopy(call) || call.startsWith('Delete'))).toStrictEqual([
      'SendMessageCommand',
      'DeleteMessageCommand',
    ]);
  });

  it('is not swallowed by the queue that saw the same event a moment ago', async () => {
    const { now } = fixture;
    const event = await now.giveUp('call-lifecycle', call('e-1'));
    const [letter] = await now.receive(now.queueOf().dlqUrl);
    await now.sendAs(now.queueOf().queueUrl, letter);
    expect(eventIds(await now.inQueue())).toStrictEqual([event.id]);
    now.clock.advance(60_000);

    await now.open().redrive(all, really);

    expect(eventIds(await now.inQueue())).toStrictEqual([event.id]);
  });

  it('keeps the order of each group, however long it is', async () => {
    const { now } = fixture;
    const wanted = ids(47);
    for (const id of wanted) await now.giveUp('call-lifecycle', call(id));

    const report = await now.open().redrive(all, really);

    expect(report).toMatchObject({ redriven: 47, coverage: [{ seen: 47, unseen: 0 }] });
    expect(eventIds(await now.inQueue())).toStrictEqual(wanted);
  });

  it('reaches what stands in a group behind others that stay', async () => {
    const { now } = fixture;
    for (const [index, id] of ids(24).entries()) {
      const cause = index % 3 === 0 ? 'SCHEMA' : 'TRANSIENT';
      await now.giveUp('call-lifecycle', call(id), { cause });
    }

    const report = await now.open().redrive({ ...all, cause: 'TRANSIENT' }, really);

    expect(report).toMatchObject({ redriven: 16, coverage: [{ seen: 24, unseen: 0 }] });
    expect(eventIds(await now.inQueue())).toStrictEqual(ids(24).filter((_, index) => index % 3 !== 0));
    expect(eventIds(await now.inDlq())).toStrictEqual(ids(24).filter((_, index) => index % 3 === 0));
  });

  it('puts the events back at the rate that was asked for, the first at once', async () => {
    const { now } = fixture;
    for (const id of ids(4)) await now.giveUp('call-lifecycle', call(id, id));

    await now.open().redrive(all, { dryRun: false, ratePerSecond: 0.5 });

    expect(now.waits).toStrictEqual([2000, 2000, 2000]);
    const sentMs = (await now.inQueue()).map(({ Attributes }) => Number(Attributes?.SentTimestamp));
    expect(sentMs.map((ms) => ms - (sentMs[0] ?? 0))).toStrictEqual([0, 2000, 4000, 6000]);
  });

  it('puts back five a second if nobody says otherwise', async () => {
    const { now } = fixture;
    for (const id of ids(3)) await now.giveUp('call-lifecycle', call(id, id));

    await now.open().redrive(all, { dryRun: false });

    expect(now.waits).toStrictEqual([200, 200]);
  });

  it('holds what it has received for as long as a slow rate takes', async () => {
    const { now } = fixture;
    for (const id of ids(10)) await now.giveUp('call-lifecycle', call(id));

    const report = await now.open().redrive(all, { dryRun: false, ratePerSecond: 0.01 });

    expect(report).toMatchObject({ redriven: 10, failed: 0 });
    expect(eventIds(await now.inQueue())).toStrictEqual(ids(10));
  });

  it('leaves alone what it may not hold any more', async () => {
    const { now } = fixture;
    for (const id of ids(2)) await now.giveUp('call-lifecycle', call(id, id));
    const stall = () => now.clock.advance(115_000);

    const report = await now.open().redrive(all, { ...really, onProgress: stall });

    expect(report).toMatchObject({ redriven: 1, failed: 1 });
    expect(report.letters[1]?.result).toMatchObject({ kind: 'failed', step: 'hold' });
    expect(eventIds(await now.inQueue())).toStrictEqual(['e-000']);
    now.clock.advance(10_000);
    expect(eventIds(await now.inDlq())).toStrictEqual(['e-001']);
  });

  it('treats no more than the limit', async () => {
    const { now } = fixture;
    for (const id of ids(5)) await now.giveUp('call-lifecycle', call(id));

    expect(await now.open().redrive(all, { limit: 2 })).toMatchObject({ ended: 'limit', matched: 2 });
    const report = await now.open().redrive(all, { ...really, limit: 2 });

    expect(report).toMatchObject({ ended: 'limit', redriven: 2, coverage: [{ seen: 3, unseen: 2 }] });
    expect(eventIds(await now.inQueue())).toStrictEqual(['e-000', 'e-001']);
    expect(eventIds(await now.inDlq())).toStrictEqual(['e-002', 'e-003', 'e-004']);
  });

  it('tells of each as it goes', async () => {
    const { now } = fixture;
    for (const id of ids(2)) await now.giveUp('call-lifecycle', call(id));
    const told: unknown[] = [];

    await now.open().redrive(all, {
      ...really,
      onProgress: ({ letter, result }) => told.push([letter.eventId, result.kind]),
    });

    expect(told).toStrictEqual([
      ['e-000', 'done'],
      ['e-001', 'done'],
    ]);
  });

  it.each([
    [{ ratePerSecond: 0 }, 'ratePerSecond: must be a number from 0.01 to 300, not 0'],
    [{ ratePerSecond: 301 }, 'ratePerSecond: must be a number from 0.01 to 300, not 301'],
    [{ ratePerSecond: Number.NaN }, /^ratePerSecond: /],
    [{ limit: 0 }, 'limit: must be a whole number from 1 to 1000000, not 0'],
    [{ limit: 1.5 }, 'limit: must be a whole number from 1 to 1000000, not 1.5'],
  ])('with %j is refused', async (options, message) => {
    const asked = fixture.now.open().redrive(all, options);
    await expect(asked).rejects.toThrow(InvalidRequestError);
    await expect(asked).rejects.toThrow(message);
  });
});
