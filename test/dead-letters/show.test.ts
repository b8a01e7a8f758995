import { callLifecycle } from '../../lambdas/modules/call-lifecycle/manifest';
import { call } from './calls';
import { useDeadLetters } from './use-dead-letters';

const fixture = useDeadLetters([callLifecycle]);

describe('one dead letter', () => {
  it('is shown with what its claim says', async () => {
    const { now } = fixture;
    const event = await now.giveUp('call-lifecycle', call('e-1'), { cause: 'TRANSIENT' });
    const failedAt = ['2026-11-23T11:50:00.000000000Z', '2026-11-23T11:51:00.000000000Z'];
    const entry = { outcome: 'dead-lettered', at: '2026-11-23T11:51:00.000000000Z' };
    await now.putClaim(event, {
      outcomes: { 'call-lifecycle': entry, audit: { outcome: 'applied' } },
      'failures:call-lifecycle': failedAt,
      'failures:audit': ['2026-11-23T11:40:00.000000000Z'],
    });

    const shown = await now.open().show({ module: 'call-lifecycle', eventId: 'e-1' });

    expect(shown).toStrictEqual({
      kind: 'found',
      letters: [
        {
          letter: expect.objectContaining({ eventId: 'e-1', cause: 'TRANSIENT' }),
          claim: { ...entry, failedAt },
        },
      ],
    });
  });

  it('is shown with its envelope only when it is asked for', async () => {
    const { now } = fixture;
    const event = await now.giveUp('call-lifecycle', call('e-1'));

    const shown = await now.open().show({ module: 'call-lifecycle', eventId: 'e-1' }, { includeBody: true });

    expect(shown).toMatchObject({ letters: [{ letter: { content: { envelope: event } } }] });
    const bare = await now.open().show({ module: 'call-lifecycle', eventId: 'e-1' });
    expect(bare).not.toHaveProperty('letters.0.letter.content');
    expect(bare).not.toHaveProperty('letters.0.claim');
  });

  it('that is there twice is shown twice', async () => {
    const { now } = fixture;
    await now.giveUp('call-lifecycle', call('e-1'));
    now.clock.advance(301_000);
    await now.giveUp('call-lifecycle', call('e-1'));

    expect(await now.open().show({ module: 'call-lifecycle', eventId: 'e-1' })).toHaveProperty(
      'letters.length',
      2,
    );
  });

  it('that is not among those that can be seen is not found, and how many there are that could not be seen is told', async () => {
    const { now } = fixture;
    for (let index = 0; index < 12; index += 1) await now.giveUp('call-lifecycle', call(`e-${index}`));

    expect(await now.open().show({ module: 'call-lifecycle', eventId: 'e-11' })).toStrictEqual({
      kind: 'not-found',
      coverage: [{ module: 'call-lifecycle', seen: 10, unseen: 2, stillHeld: 0 }],
    });
  });
});
