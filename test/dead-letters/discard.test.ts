import { callLifecycle } from '../../lambdas/modules/call-lifecycle/manifest';
import { InvalidRequestError } from '../../tools/dead-letters/errors';
import { discardedKey } from '../../tools/dead-letters/event-claims';
import type { EventSketch } from '../module-kit';
import { eventIds } from './calls';
import { startMs } from './dead-letter-fixture';
import { useDeadLetters } from './use-dead-letters';

const calls = 'call-lifecycle';
const fixture = useDeadLetters([callLifecycle]);

const call = (id: string): EventSketch => ({
  id,
  eventType: 'call.started',
  timestamp: '2026-11-23T11:59:00Z',
  data: { conversationId: 'c-1', secret: 'nobody may see' },
});

const all = { module: calls };
const because = { reason: 'The sender will send it again, corrected.', by: 'ada' };
const really = { ...because, dryRun: false };
const at = '2026-11-23T12:00:00.000000000Z';
const discarded = { outcome: 'discarded', at, ...because };

const inDlq = () => fixture.now.drain(fixture.now.queueOf(calls).dlqUrl);

describe('a discard', () => {
  it('that nobody asked to change anything says what it would do, and changes nothing', async () => {
    const { now } = fixture;
    const event = await now.giveUp(calls, call('e-1'));
    await now.putClaim(event);

    expect(await now.open().discard(all, because)).toStrictEqual({
      dryRun: true,
      ended: 'completed',
      matched: 1,
      discarded: 0,
      skipped: 0,
      failed: 0,
      brokenOff: [],
      letters: [{ letter: expect.objectContaining({ eventId: 'e-1' }), result: { kind: 'would-be-done' } }],
      coverage: [{ module: calls, seen: 1, unseen: 0, stillHeld: 0 }],
    });
    expect(await now.claimOf(event)).toMatchObject({ outcomes: {} });
    expect(await inDlq()).toHaveLength(1);
  });

  it.each([
    ['was given up', { [calls]: { outcome: 'dead-lettered', at } }],
    ['has come to nothing yet', {}],
  ])('of an event that %s is its outcome, with the reason', async (_, outcomes) => {
    const { now } = fixture;
    const event = await now.giveUp(calls, call('e-1'));
    await now.putClaim(event, { outcomes: { ...outcomes, other: { outcome: 'applied', at } } });

    const report = await now.open().discard(all, really);

    expect(report).toMatchObject({ matched: 1, discarded: 1, failed: 0 });
    expect(await now.claimOf(event)).toHaveProperty('outcomes', {
      [calls]: discarded,
      other: { outcome: 'applied', at },
    });
    expect(await inDlq()).toStrictEqual([]);
    expect(await now.open().show({ module: calls, eventId: 'e-1' })).toMatchObject({ kind: 'not-found' });
  });

  it('is noted before the message is gone', async () => {
    const { now } = fixture;
    const event = await now.giveUp(calls, call('e-1'));
    await now.putClaim(event);
    now.fault = (command) => (command === 'DeleteMessageCommand' ? new Error('No answer.') : undefined);

    const report = await now.open().discard(all, really);

    expect(report).toMatchObject({ discarded: 0, failed: 1 });
    expect(report.letters[0]?.result).toMatchObject({ kind: 'failed', step: 'delete' });
    expect(await now.claimOf(event)).toMatchObject({ outcomes: { [calls]: discarded } });
    expect(await inDlq()).toHaveLength(1);
  });

  it('that was interrupted is finished by the next, and the first reason stays', async () => {
    const { now } = fixture;
    const event = await now.giveUp(calls, call('e-1'));
    await now.putClaim(event);
    now.fault = (command) => (command === 'DeleteMessageCommand' ? new Error('No answer.') : undefined);
    const { letters } = await now.open().discard(all, really);
    now.fault = () => undefined;

    const report = await now.open().discard(all, { ...really, reason: 'Another one.' });

    expect(report).toMatchObject({ discarded: 1, failed: 0 });
    expect(await now.claimOf(event)).toMatchObject({ outcomes: { [calls]: discarded } });
    expect(
      await now.item(discardedKey(letters[0]?.letter ?? { module: calls, messageId: '' })),
    ).toBeUndefined();
    expect(await inDlq()).toStrictEqual([]);
  });

  it.each(['applied', 'parked', 'late'])(
    'leaves the outcome %s, and keeps the reason beside it',
    async (outcome) => {
      const { now } = fixture;
      const event = await now.giveUp(calls, call('e-1'));
      await now.putClaim(event, { outcomes: { [calls]: { outcome, at } } });

      const { letters } = await now.open().discard(all, really);

      expect(await now.claimOf(event)).toHaveProperty('outcomes', { [calls]: { outcome, at } });
      const note = await now.item(discardedKey(letters[0]?.letter ?? { module: calls, messageId: '' }));
      expect(note).toMatchObject({ ...because, at });
      expect(await inDlq()).toStrictEqual([]);
    },
  );

  it('without a claim keeps the reason and what is known of the message, and nothing of what it holds', async () => {
    const { now } = fixture;
    await now.giveUp(calls, call('e-1'), { cause: 'SCHEMA', errorName: 'ZodError' });

    const { letters } = await now.open().discard(all, really);

    const note = await now.item(discardedKey(letters[0]?.letter ?? { module: calls, messageId: '' }));
    expect(note).toMatchObject({
      ...because,
      at,
      expiresAt: startMs / 1000 + 35 * 86_400,
      letter: { module: calls, cause: 'SCHEMA', errorName: 'ZodError', eventId: 'e-1', type: 'call.started' },
    });
    expect(JSON.stringify(note)).not.toContain('nobody may see');
    expect(note).not.toHaveProperty('letter.entity');
    expect(await inDlq()).toStrictEqual([]);
  });

  it('does not trust a claim that has expired with the reason', async () => {
    const { now } = fixture;
    const event = await now.giveUp(calls, call('e-1'));
    await now.putClaim(event, { expiresAt: startMs / 1000 - 1 });

    const { letters } = await now.open().discard(all, really);

    expect(await now.claimOf(event)).toMatchObject({ outcomes: {} });
    expect(
      await now.item(discardedKey(letters[0]?.letter ?? { module: calls, messageId: '' })),
    ).toMatchObject(because);
  });

  it('keeps the reason for what cannot be read', async () => {
    const { now } = fixture;
    await now.send(now.queueOf(calls).dlqUrl, '{', 'g');

    const { letters } = await now.open({ claimRetentionHours: 24 }).discard(all, really);

    const note = await now.item(discardedKey(letters[0]?.letter ?? { module: calls, messageId: '' }));
    expect(note).toMatchObject({
      ...because,
      expiresAt: startMs / 1000 + 86_400,
      letter: { kind: 'undecodable' },
    });
    expect(await inDlq()).toStrictEqual([]);
  });

  it('keeps what it cannot note the reason for, and goes on with those behind it', async () => {
    const { now } = fixture;
    const broken = await now.giveUp(calls, call('e-1'));
    await now.giveUp(calls, call('e-2'));
    await now.putClaim(broken, { outcomes: 'nonsense' });

    const report = await now.open().discard(all, really);

    expect(report).toMatchObject({ matched: 2, discarded: 1, failed: 1 });
    expect(report.letters[0]?.result).toMatchObject({ kind: 'failed', step: 'note' });
    expect(eventIds(await inDlq())).toStrictEqual(['e-1']);
  });

  it.each([true, false])('ends after what is at work when it is told to (dry run: %s)', async (dryRun) => {
    const { now } = fixture;
    for (const id of ['e-1', 'e-2', 'e-3']) await now.giveUp(calls, call(id));
    const stop = new AbortController();
    const options = { ...because, dryRun, signal: stop.signal, onProgress: () => stop.abort() };

    const report = await now.open().discard(all, options);

    expect(report).toMatchObject({ ended: 'aborted', matched: 1, discarded: dryRun ? 0 : 1 });
    expect(await inDlq()).toHaveLength(dryRun ? 3 : 2);
  });

  it('touches only what matches', async () => {
    const { now } = fixture;
    for (const id of ['e-1', 'e-2', 'e-3']) await now.giveUp(calls, call(id));

    const report = await now.open().discard({ ...all, eventId: 'e-2' }, really);

    expect(report).toMatchObject({ matched: 1, discarded: 1 });
    expect(eventIds(await inDlq())).toStrictEqual(['e-1', 'e-3']);
  });

  it.each([
    [{ reason: '' }, 'reason: must be a text of 1 to 500 characters that are not all blank'],
    [{ reason: '   ' }, 'reason: must be a text of 1 to 500 characters that are not all blank'],
    [{ reason: 'x'.repeat(501) }, 'reason: must be a text of 1 to 500 characters that are not all blank'],
    [{ reason: 'x', by: '' }, 'by: must be a text of 1 to 100 characters that are not all blank'],
  ])('with %j is refused', async (options, message) => {
    const { now } = fixture;
    const asked = now.open().discard(all, { dryRun: false, ...options });
    await expect(asked).rejects.toThrow(InvalidRequestError);
    await expect(asked).rejects.toThrow(message);
    expect(now.calls).toStrictEqual([]);
  });
});
