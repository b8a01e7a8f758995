import type { SequenceCommit } from '../../../lambdas/processor/ports';
import { encodeMessage } from '../../../lambdas/core/queue-message';
import { emptySequence } from '../../../lambdas/core/sequencing/sequence';
import type { ModuleEvent } from '../../../lambdas/processor/feature-module';
import { handlerOf, processorWorld } from '../processor-world';
import { chain, listingModule, startsAt, thing } from './listing-module';

type Commit = (commit: SequenceCommit) => Promise<'committed' | 'conflict'>;

/** A processor whose commits go through `commit`, which is given the real one. */
const processorCommitting = (around: (commit: Commit) => Commit) => {
  const world = processorWorld({ now: () => Date.parse(startsAt) });
  const { sequences } = world;
  const commit = around((one) => sequences.commit(one));
  const guarded = { load: sequences.load.bind(sequences), commit };
  const handle = handlerOf(listingModule(chain), { ...world, sequences: guarded });
  const deliver = async (event: ModuleEvent): Promise<boolean> => {
    const encoded = encodeMessage(event);
    const record = {
      messageId: event.id,
      body: encoded.kind === 'fits' ? encoded.body : '',
      attributes: { ApproximateReceiveCount: '1', MessageGroupId: 'x' },
      messageAttributes: {},
    };
    const { batchItemFailures } = await handle(
      { Records: [record] },
      { getRemainingTimeInMillis: () => 10_000 },
    );
    return batchItemFailures.length === 0;
  };
  const seen = () => sequences.get('listing', 'thing', 'x')?.sequence.head.state;
  return { world, deliver, seen };
};

describe('a commit that finds another version', () => {
  it('is made again on what the other one left', async () => {
    let isFirst = true;
    const other = thing('a', 0);
    const { deliver, seen, world } = processorCommitting((commit) => async (one) => {
      if (isFirst) {
        isFirst = false;
        // Somebody else commits `a` between this one's reading and its commit.
        const head = { state: { seen: [other.id] }, type: 'a' };
        const sequence = { ...emptySequence, head, settled: head };
        await commit({ ...one, sequence });
      }
      return commit(one);
    });

    expect(await deliver(thing('b', 1))).toBe(true);

    expect(seen()).toEqual({ seen: ['a0', 'b1'] });
    expect(world.metrics.counts).toEqual({ EventApplied: 1 });
  });

  it('is recognised when it was its own, whose reply was lost', async () => {
    let isFirst = true;
    const { deliver, seen, world } = processorCommitting((commit) => async (one) => {
      const result = await commit(one);
      const isLost = isFirst;
      isFirst = false;
      return isLost ? 'conflict' : result;
    });

    expect(await deliver(thing('a', 0))).toBe(true);

    expect(seen()).toEqual({ seen: ['a0'] });
    expect(world.sequences.calls.commit).toBe(1);
  });

  it('notes the outcomes of what it had released, too', async () => {
    let commits = 0;
    const { deliver, world } = processorCommitting((commit) => async (one) => {
      const result = await commit(one);
      commits += 1;
      return commits === 2 ? 'conflict' : result;
    });
    const at = { time: '', receivedTime: '', orderTime: '' };
    const claim = { source: 'genesys', eventType: 'b', bodyHash: '', outcomes: {}, ...at };
    await world.claims.claim(JSON.parse(JSON.stringify({ ...claim, eventId: 'b1', expiresAtSeconds: 1 })), 0);
    await deliver(thing('b', 1));
    await deliver(thing('a', 0));

    expect(await world.claims.find({ source: 'genesys', eventId: 'b1', module: 'listing' })).toBe('applied');
  });

  it('is given up when that happens again and again; the message comes again', async () => {
    const { deliver, seen, world } = processorCommitting(() => async () => 'conflict');
    expect(await deliver(thing('a', 0))).toBe(false);
    expect(seen()).toBeUndefined();
    expect(world.log.lines).toMatchObject([{ fields: { errorName: 'ConcurrentCommitError' } }]);
  });
});
