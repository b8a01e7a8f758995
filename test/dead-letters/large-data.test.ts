import { DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { callLifecycle } from '../../lambdas/modules/call-lifecycle/manifest';
import { noise } from '../noise';
import { call } from './calls';
import { payloadBucket as Bucket } from './dead-letter-fixture';
import { useDeadLetters } from './use-dead-letters';

const fixture = useDeadLetters([callLifecycle]);

const all = { module: 'call-lifecycle' };
const really = { dryRun: false, ratePerSecond: 300 };
const data = { conversationId: 'c-1', notes: noise(700_000) };

/** Gives up an event with data that is too large for a message. */
const giveUpLarge = async (id = 'e-1') => {
  const event = await fixture.now.giveUp('call-lifecycle', { ...call(id), data });
  const { dataref = '' } = (await fixture.now.first({ eventId: id })) ?? {};
  return { event, dataref, Key: dataref.replace(`s3://${Bucket}/`, '') };
};

const modified = async (Key: string): Promise<Date | undefined> =>
  (await fixture.now.s3.send(new HeadObjectCommand({ Bucket, Key }))).LastModified;

describe('a dead letter whose data was too large for a message', () => {
  it('says where its data lies, and shows it when its content is asked for', async () => {
    const { event, dataref } = await giveUpLarge();

    expect(dataref).toMatch(/^s3:\/\/payloads\/payloads\/[0-9a-f]{64}\.json\.gz$/);
    const shown = await fixture.now.open().show({ ...all, eventId: 'e-1' }, { includeBody: true });
    expect(shown).toMatchObject({ kind: 'found', letters: [{ letter: { content: { envelope: event } } }] });
  });

  it('is listed without a call for its data', async () => {
    const { dataref, Key } = await giveUpLarge();
    await fixture.now.s3.send(new DeleteObjectCommand({ Bucket, Key }));
    expect(await fixture.now.first({}, { includeBody: true })).toMatchObject({
      dataref,
      content: { envelope: { data: null, dataref } },
    });
  });

  it('has its data live as long again when it is put back', async () => {
    const { Key } = await giveUpLarge();
    fixture.now.clock.advance(86_400_000);

    const report = await fixture.now.open().redrive(all, really);

    expect(report).toMatchObject({ redriven: 1, failed: 0 });
    expect(await modified(Key)).toEqual(new Date(Math.floor(fixture.now.clock.now() / 1000) * 1000));
    const [copy] = await fixture.now.inQueue();
    expect(copy?.Body).toContain('dataref');
  });

  it('changes nothing of that in a dry run, nor by being shown', async () => {
    const { Key } = await giveUpLarge();
    const before = await modified(Key);
    fixture.now.clock.advance(86_400_000);
    await fixture.now.open().redrive(all);
    await fixture.now.open().show({ ...all, eventId: 'e-1' }, { includeBody: true });
    expect(await modified(Key)).toEqual(before);
  });

  it('stays where it is when its data is gone, and holds nobody up', async () => {
    const { Key } = await giveUpLarge('e-1');
    await fixture.now.giveUp('call-lifecycle', call('e-2'));
    await fixture.now.s3.send(new DeleteObjectCommand({ Bucket, Key }));

    const report = await fixture.now.open().redrive(all, really);

    expect(report.letters.map(({ result }) => result)).toEqual([
      { kind: 'skipped', reason: 'DATA_GONE' },
      { kind: 'done' },
    ]);
    expect(await fixture.now.inQueue()).toHaveLength(1);
  });

  it('stays where it is, and those behind it too, when nobody can tell whether its data stays', async () => {
    await giveUpLarge('e-1');
    await fixture.now.giveUp('call-lifecycle', { ...call('e-2'), data: { conversationId: 'c-1' } });
    const send = jest.spyOn(fixture.now.s3, 'send').mockImplementation(() => {
      throw Object.assign(new Error('no answer'), { name: 'TimeoutError' });
    });

    const report = await fixture.now.open().redrive(all, really);
    send.mockRestore();

    expect(report.letters.map(({ result }) => result)).toMatchObject([
      { kind: 'failed', step: 'renew', errorName: 'TimeoutError' },
      { kind: 'skipped', reason: 'BEHIND_FAILED' },
    ]);
    expect(await fixture.now.inQueue()).toEqual([]);
  });
});
