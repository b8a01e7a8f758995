import type { SequenceModule } from '../../lambdas/processor/feature-module';
import { call, type Listing, listingModule } from '../processor/sequence/listing-module';
import { deliver } from '.';

const events = ['started', 'held', 'completed'].map((eventType, second) => ({
  eventType,
  timestamp: `2023-10-27T14:00:0${second}Z`,
  id: `${eventType}${second}`,
  data: { thing: 'x' },
}));

type React = NonNullable<SequenceModule<Listing>['react']>;
const reacting = (react: React) =>
  listingModule(call, {
    react,
    manifest: { logCodes: ['CALL_HELD', 'CALL_ENDED'], metrics: ['CallEnded'] },
  });

describe('an effect', () => {
  it('is found when it changes the state or the event', async () => {
    const state = reacting(async (_, given) => void Object.assign(given, { seen: [] }));
    await expect(deliver(events).to(state).inOrder()).rejects.toThrow(
      'Module listing: react changes the state that it is given; it must leave it as it is.',
    );
    const event = reacting(async (given) => void Object.assign(given, { type: 'other' }));
    await expect(deliver(events).to(event).inOrder()).rejects.toThrow(/react changes the event/);
  });

  const effects: [string, React, string][] = [
    [
      'logs an undeclared code',
      async (_, __, { log }) => log.warn('CALL_LOST'),
      "react logs CALL_LOST, which is none of the manifest's logCodes (CALL_HELD, CALL_ENDED).",
    ],
    [
      'counts an undeclared metric',
      async (_, __, { metrics }) => metrics.count('CallsEnded'),
      "react counts CallsEnded, which is none of the manifest's metrics (CallEnded).",
    ],
    [
      'gives an effect a name of another form',
      async (_, __, context) => void (await context.once('Put Activity', async () => null)),
      'react gives once the name "Put Activity"; it must be lower-case words joined by hyphens.',
    ],
  ];
  it.each(effects)('is found when it %s', async (_, react, sentence) => {
    const delivery = deliver(events).to(reacting(react), { allowDeadLetters: true });
    await expect(delivery.inOrder()).rejects.toThrow(`Module listing: ${sentence}`);
  });

  it('is found when it swallows the refusal', async () => {
    const react: React = async (_, __, { log }) => {
      try {
        log.info('CALL_LOST');
      } catch {
        // The refusal is kept.
      }
    };
    await expect(deliver(events).to(reacting(react)).inOrder()).rejects.toThrow(/react logs CALL_LOST/);
  });

  it('may do what is declared', async () => {
    const react: React = async (_, __, context) => {
      context.log.info('CALL_HELD', { count: 1 });
      context.metrics.count('CallEnded');
      await context.once('put-activity-2', async () => null);
    };
    const { effects: done, run } = await deliver(events).to(reacting(react)).inOrder();
    expect(done).toContain('listing/genesys/held1/put-activity-2');
    expect(run.errors.size).toBe(0);
  });
});
