import type { IndependentManifest } from '../../lambdas/contract/module-manifest';
import { instantFromEpochMs } from '../../lambdas/core/instant';
import { releaseMessage } from '../../lambdas/core/release-message';
import { agentPresence } from '../../lambdas/modules/agent-presence/manifest';
import { callLifecycle } from '../../lambdas/modules/call-lifecycle/manifest';
import { call, idsOf } from './calls';
import { startMs } from './dead-letter-fixture';
import { useDeadLetters } from './use-dead-letters';

const audit: IndependentManifest = {
  name: 'audit',
  description: 'Keeps a trail.',
  policy: 'none',
  types: ['call.started'],
};

const fixture = useDeadLetters([agentPresence, callLifecycle, audit]);

describe('a listing of dead letters', () => {
  it('says what each one is, why it is there, and for how long', async () => {
    const { now } = fixture;
    await now.giveUp('call-lifecycle', call('e/1 ü', 'c-1', { source: 'partner' }), {
      cause: 'TRANSIENT',
      errorName: 'RetryableError',
      attempts: 3,
      firstFailedAt: '2026-11-23T11:50:00.000000000Z',
      lastFailedAt: '2026-11-23T11:58:00.000000000Z',
    });
    now.clock.advance(60_000);

    const { letters, coverage } = await now.open().list();

    expect(letters).toStrictEqual([
      {
        module: 'call-lifecycle',
        messageId: expect.any(String),
        kind: 'event',
        cause: 'TRANSIENT',
        errorName: 'RetryableError',
        attempts: 3,
        firstFailedAt: '2026-11-23T11:50:00.000000000Z',
        lastFailedAt: '2026-11-23T11:58:00.000000000Z',
        sentAt: '2026-11-23T12:00:00.000000000Z',
        ageSeconds: 180,
        source: 'partner',
        eventId: 'e/1 ü',
        type: 'call.started',
        entity: { type: 'call', id: 'c-1' },
        groupId: expect.stringMatching(/^[0-9a-f]{64}$/),
        bytes: expect.any(Number),
      },
    ]);
    expect(coverage).toStrictEqual([
      { module: 'agent-presence', seen: 0, unseen: 0, stillHeld: 0 },
      { module: 'call-lifecycle', seen: 1, unseen: 0, stillHeld: 0 },
      { module: 'audit', seen: 0, unseen: 0, stillHeld: 0 },
    ]);
  });

  it('tells what SQS moved by itself from what was given up, by its age in the queue', async () => {
    const { now } = fixture;
    await now.send(now.queueOf('audit').dlqUrl, JSON.stringify({ odd: true }), 'g');
    now.clock.advance(90_000);

    expect(await fixture.now.first()).toMatchObject({
      cause: 'RECEIVED_TOO_OFTEN',
      kind: 'undecodable',
      ageSeconds: 90,
    });
  });

  it.each(['{', 'null', '[]', '{"release":{}}', '"text"'])(
    'lists a body that cannot be read: %s',
    async (body) => {
      const { now } = fixture;
      await now.send(now.queueOf('audit').dlqUrl, body, 'g');

      expect(await fixture.now.first()).toMatchObject({
        kind: 'undecodable',
        groupId: 'g',
        bytes: body.length,
      });
    },
  );

  it('knows a release by its entity', async () => {
    const { now } = fixture;
    const dueAt = instantFromEpochMs(startMs);
    const { body, groupId } = releaseMessage('call-lifecycle', { type: 'call', id: 'c-9' }, dueAt);
    await now.send(now.queueOf('call-lifecycle').dlqUrl, body, groupId);

    expect(await fixture.now.first()).toMatchObject({ kind: 'release', entity: { type: 'call', id: 'c-9' } });
  });

  it('reads a compressed body', async () => {
    const data = { conversationId: 'c-1', note: 'a'.repeat(100_000) };
    await fixture.now.giveUp('call-lifecycle', call('large', 'c-1', { data }));

    const letter = await fixture.now.first({}, { includeBody: true });
    expect(letter).toMatchObject({ eventId: 'large', content: { encoding: 'gzip', envelope: { data } } });
    expect(letter?.bytes).toBeLessThan(10_000);
  });

  it('shows bodies only when it is asked to', async () => {
    const event = await fixture.now.giveUp('call-lifecycle', call('e-1'));

    expect(await fixture.now.first()).not.toHaveProperty('content');
    expect(await fixture.now.first({}, { includeBody: true })).toHaveProperty('content', {
      body: JSON.stringify(event),
      envelope: event,
    });
  });

  it('sees every group to its tenth message, wherever a receive ends', async () => {
    const { now } = fixture;
    const ids = Array.from({ length: 60 }, (_, index) => `e-${String(index).padStart(2, '0')}`);
    for (const [index, id] of ids.entries()) await now.giveUp('call-lifecycle', call(id, `c-${index % 13}`));

    const { letters, coverage } = await now.open().list({ module: 'call-lifecycle' });

    expect(idsOf(letters).toSorted()).toStrictEqual(ids);
    expect(coverage).toMatchObject([{ seen: 60, unseen: 0 }]);
    const groups = Map.groupBy(letters, ({ entity }) => entity?.id);
    for (const group of groups.values()) expect(idsOf(group)).toStrictEqual(idsOf(group).toSorted());
  });

  it('tells how many it could not see behind ten others of their group', async () => {
    const { now } = fixture;
    for (let index = 0; index < 14; index += 1) await now.giveUp('call-lifecycle', call(`e-${index}`));

    const { letters, coverage } = await now.open().list({ module: 'call-lifecycle' });

    expect(letters).toHaveLength(10);
    expect(coverage).toStrictEqual([{ module: 'call-lifecycle', seen: 10, unseen: 4, stillHeld: 0 }]);
  });

  it('counts what somebody else holds as not seen', async () => {
    const { now } = fixture;
    await now.giveUp('call-lifecycle', call('e-1'));
    await now.receive(now.queueOf('call-lifecycle').dlqUrl);

    const { letters, coverage } = await now.open().list({ module: 'call-lifecycle' });

    expect(letters).toStrictEqual([]);
    expect(coverage).toMatchObject([{ seen: 0, unseen: 1 }]);
  });

  it('gives everything back as it was', async () => {
    const { now } = fixture;
    for (let index = 0; index < 25; index += 1)
      await now.giveUp('call-lifecycle', call(`e-${index}`, `c-${index % 7}`));

    await now.open().list();

    expect(await now.drain(now.queueOf('call-lifecycle').dlqUrl)).toHaveLength(25);
  });

  it.each(['a broken loop', 'an error of the caller', 'an abort', 'an error of SQS'])(
    'gives everything back after %s',
    async (how) => {
      const { now } = fixture;
      for (let index = 0; index < 25; index += 1)
        await now.giveUp('call-lifecycle', call(`e-${index}`, `c-${index}`));
      const stop = new AbortController();
      let receives = 0;
      now.fault = (command) => {
        if (command !== 'ReceiveMessageCommand') return undefined;
        receives += 1;
        return how === 'an error of SQS' && receives > 3 ? new Error('SQS is gone') : undefined;
      };
      let count = 0;
      const work = async () => {
        for await (const _ of now.open().scan({}, { signal: stop.signal })) {
          count += 1;
          if (count < 15) continue;
          if (how === 'a broken loop') break;
          if (how === 'an error of the caller') throw new Error('The caller is gone');
          if (how === 'an abort') stop.abort(new Error('enough'));
        }
        return 'ended';
      };

      expect(await work().catch((error: unknown) => String(error))).toBe(
        {
          'a broken loop': 'ended',
          'an error of the caller': 'Error: The caller is gone',
          'an abort': 'Error: enough',
          'an error of SQS': 'Error: SQS is gone',
        }[how],
      );
      expect(count).toBe(how === 'an error of SQS' ? 18 : 15);
      expect(await now.drain(now.queueOf('call-lifecycle').dlqUrl)).toHaveLength(25);
    },
  );

  it('says what it could not give back, which comes back by itself', async () => {
    const { now } = fixture;
    await now.giveUp('call-lifecycle', call('e-1'));
    now.fault = (command) =>
      command === 'ChangeMessageVisibilityBatchCommand' ? new Error('SQS is gone') : undefined;

    const { coverage } = await now.open().list({ module: 'call-lifecycle' });

    expect(coverage).toStrictEqual([{ module: 'call-lifecycle', seen: 1, unseen: 0, stillHeld: 1 }]);
    expect(await now.receive(now.queueOf('call-lifecycle').dlqUrl)).toHaveLength(0);
    now.clock.advance(120_000);
    expect(await now.receive(now.queueOf('call-lifecycle').dlqUrl)).toHaveLength(1);
  });

  it('lists each message once, even if it takes longer than messages are held', async () => {
    const { now } = fixture;
    const ids = Array.from({ length: 30 }, (_, index) => `e-${String(index).padStart(2, '0')}`);
    for (const [index, id] of ids.entries()) await now.giveUp('call-lifecycle', call(id, `c-${index}`));
    const seen: string[] = [];

    for await (const letter of now.open().scan()) {
      seen.push(letter.eventId ?? '');
      now.clock.advance(20_000);
    }

    expect(seen.toSorted()).toStrictEqual(ids);
  });
});
