import { agentPresence } from '../../lambdas/modules/agent-presence/manifest';
import { callLifecycle } from '../../lambdas/modules/call-lifecycle/manifest';
import { crmSync } from '../../lambdas/modules/crm-sync/manifest';
import type { Clock } from '../../tools/local/clock';
import { call, ids, eventIds } from './calls';
import { useDeadLetters } from './use-dead-letters';

const fixture = useDeadLetters([agentPresence, callLifecycle, crmSync]);

const all = { module: 'call-lifecycle' };
const really = { dryRun: false, ratePerSecond: 300 };
const isCopy = (command: string) => command === 'SendMessageCommand';

describe('a redrive that something goes wrong with', () => {
  it('leaves what could not be copied, and what stands behind it in its group, and goes on with the others', async () => {
    const { now } = fixture;
    for (const id of ['a-1', 'a-2', 'a-3']) await now.giveUp('call-lifecycle', call(id, 'a'));
    await now.giveUp('call-lifecycle', call('b-1', 'b'));
    now.fault = (command, { MessageBody }) =>
      isCopy(command) && String(MessageBody).includes('"a-2"') ? new Error('Refused.') : undefined;

    const report = await now.open().redrive(all, really);

    expect(report).toMatchObject({ matched: 4, redriven: 2, failed: 1, skipped: 1 });
    expect(report.letters.map(({ letter, result }) => [letter.eventId, result])).toStrictEqual([
      ['a-1', { kind: 'done' }],
      ['a-2', { kind: 'failed', step: 'copy', errorName: 'Error', message: 'Refused.' }],
      ['a-3', { kind: 'skipped', reason: 'BEHIND_FAILED' }],
      ['b-1', { kind: 'done' }],
    ]);
    expect(eventIds(await now.inQueue())).toStrictEqual(['a-1', 'b-1']);
    expect(eventIds(await now.inDlq())).toStrictEqual(['a-2', 'a-3']);
  });

  it('tells what was copied and not deleted; done again within five minutes, there is no second copy', async () => {
    const { now } = fixture;
    for (const id of ids(3)) await now.giveUp('call-lifecycle', call(id));
    let deletions = 0;
    now.fault = (command) =>
      command === 'DeleteMessageCommand' && (deletions += 1) === 2 ? new Error('No answer.') : undefined;
    const first = await now.open().redrive(all, really);
    now.clock.advance(60_000);

    const second = await now.open().redrive(all, really);

    expect(first).toMatchObject({ redriven: 2, failed: 1 });
    expect(first.letters[1]?.result).toMatchObject({ kind: 'failed', step: 'delete' });
    expect(second).toMatchObject({ matched: 1, redriven: 1, failed: 0 });
    expect(eventIds(await now.inQueue())).toStrictEqual(ids(3));
    expect(await now.inDlq()).toStrictEqual([]);
  });

  it('does not put an event back again that comes back while it runs', async () => {
    const { now } = fixture;
    for (const id of ids(3)) await now.giveUp('call-lifecycle', call(id));
    const failAgain = async () => {
      for (const message of await now.inQueue()) await now.sendAs(now.queueOf().dlqUrl, message);
    };
    const { jumpingClock } = now;
    const clock: Clock = {
      now: () => jumpingClock.now(),
      schedule: (delayMs, action) => {
        void failAgain().then(() => jumpingClock.schedule(delayMs, action));
        return () => undefined;
      },
    };

    const report = await now.open({ clock }).redrive(all, really);

    expect(report).toMatchObject({ redriven: 3, failed: 0 });
    expect(report.letters.slice(3).map(({ result }) => result)).toStrictEqual(
      report.letters.slice(3).map(() => ({ kind: 'skipped', reason: 'ALREADY_REDRIVEN' })),
    );
    expect(report.skipped).toBeGreaterThan(0);
    const everywhere = [...eventIds(await now.inDlq()), ...eventIds(await now.inQueue())];
    expect(everywhere.toSorted()).toStrictEqual(ids(3));
  });

  it('does not put a message back again that comes back and cannot be read', async () => {
    const { now } = fixture;
    await now.send(now.queueOf().dlqUrl, '{', 'g-1');
    await now.send(now.queueOf().dlqUrl, '[', 'g-2');
    const { jumpingClock } = now;
    const clock: Clock = {
      now: () => jumpingClock.now(),
      schedule: (delayMs, action) => {
        const failAgain = async () => {
          for (const message of await now.inQueue()) await now.sendAs(now.queueOf().dlqUrl, message);
          jumpingClock.schedule(delayMs, action);
        };
        void failAgain();
        return () => undefined;
      },
    };

    const report = await now.open({ clock }).redrive(all, really);

    expect(report).toMatchObject({ redriven: 2, skipped: 1 });
  });

  it('ends after what is at work when it is told to, and gives the rest back', async () => {
    const { now } = fixture;
    for (const id of ids(5)) await now.giveUp('call-lifecycle', call(id, id));
    const stop = new AbortController();

    const report = await now.open().redrive(all, {
      ...really,
      signal: stop.signal,
      onProgress: ({ letter }) => letter.eventId === 'e-001' && stop.abort(),
    });

    expect(report).toMatchObject({ ended: 'aborted', matched: 2, redriven: 2 });
    expect(eventIds(await now.inQueue())).toStrictEqual(['e-000', 'e-001']);
    expect(eventIds(await now.inDlq())).toStrictEqual(['e-002', 'e-003', 'e-004']);
  });

  it('does not wait for its turn when it is told to end', async () => {
    const { now } = fixture;
    for (const id of ids(2)) await now.giveUp('call-lifecycle', call(id, id));
    const stop = new AbortController();
    const cancelled: number[] = [];
    const clock: Clock = {
      now: () => now.clock.now(),
      schedule: (delayMs) => {
        queueMicrotask(() => stop.abort());
        return () => cancelled.push(delayMs);
      },
    };

    const report = await now.open({ clock }).redrive(all, { dryRun: false, signal: stop.signal });

    expect(report).toMatchObject({ ended: 'aborted', redriven: 1, matched: 1 });
    expect(cancelled).toStrictEqual([200]);
    expect(eventIds(await now.inDlq())).toStrictEqual(['e-001']);
  });

  it('is ended by an error of the listener, and gives the rest back', async () => {
    const { now } = fixture;
    for (const id of ids(3)) await now.giveUp('call-lifecycle', call(id, id));
    const onProgress = () => {
      throw new Error('The terminal is gone');
    };

    await expect(now.open().redrive(all, { ...really, onProgress })).rejects.toThrow('The terminal is gone');

    expect(eventIds(await now.inQueue())).toStrictEqual(['e-000']);
    expect(eventIds(await now.inDlq())).toStrictEqual(['e-001', 'e-002']);
  });

  it('tells which DLQ could not be read, and goes on with the others', async () => {
    const { now } = fixture;
    await now.giveUp('call-lifecycle', call('e-1'));
    now.fault = (_, { QueueUrl }) =>
      QueueUrl === now.queueOf('agent-presence').dlqUrl ? new Error('Access denied.') : undefined;

    const report = await now.open().redrive({}, really);

    expect(report.brokenOff).toStrictEqual([
      { module: 'agent-presence', errorName: 'Error', message: 'Access denied.' },
    ]);
    expect(report).toMatchObject({ redriven: 1 });
  });

  it('puts nothing back for a module whose breakers cannot be read', async () => {
    const { now } = fixture;
    await now.giveUp('crm-sync', call('crm-1'));

    const report = await now.open({ controlTable: 'gone' }).redrive({ module: 'crm-sync' }, really);

    expect(report).toMatchObject({ redriven: 0, brokenOff: [{ module: 'crm-sync' }] });
    expect(eventIds(await now.inDlq('crm-sync'))).toStrictEqual(['crm-1']);
  });

  it('leaves what was discarded and is still there', async () => {
    const { now } = fixture;
    const event = await now.giveUp('call-lifecycle', call('e-1'));
    await now.putClaim(event, { outcomes: { 'call-lifecycle': { outcome: 'discarded' } } });

    const report = await now.open().redrive(all, really);

    expect(report).toMatchObject({ redriven: 0, skipped: 1 });
    expect(report.letters[0]?.result).toStrictEqual({ kind: 'skipped', reason: 'DISCARDED' });
    expect(await now.inQueue()).toStrictEqual([]);
  });
});
