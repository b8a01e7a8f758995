import { applyReleased } from '../../../lambdas/core/sequencing/apply';
import { decide, decideSnapshot } from '../../../lambdas/core/sequencing/decide';
import { at, openEvent, parkedEvent, releasedEvent, rules, sequenceOf } from './sequences';

const decideOn = (known: ReturnType<typeof sequenceOf>, type: string, second: number) =>
  decide(known, parkedEvent(type, second), { rules, now: at(10) });

describe('an event that arrives', () => {
  const known = sequenceOf({
    settled: [['a', 2]],
    open: [openEvent('b', 5)],
    parked: [parkedEvent('e', 8)],
  });

  it.each([
    ['c', 6, 'apply'],
    ['c', 4, 'apply'],
    ['c', 9, 'park'],
    ['e', 7, 'park'],
    ['c', 1, 'late'],
  ] as const)('%s%d is to %s', (type, second, kind) => {
    expect(decideOn(known, type, second).kind).toBe(kind);
  });

  it('is a duplicate when it is open, parked, or part of the last commit', () => {
    const lastCommit = [{ source: 'genesys', id: 'a2', outcome: 'gap' as const }];
    const remembering = { ...known, lastCommit };
    expect(decideOn(remembering, 'b', 5)).toEqual({ kind: 'duplicate', outcome: 'applied' });
    expect(decideOn(remembering, 'e', 8)).toEqual({ kind: 'duplicate', outcome: 'parked' });
    expect(decideOn(remembering, 'a', 2)).toEqual({ kind: 'duplicate', outcome: 'gap' });
  });

  it('is none of what another source sent under the same id', () => {
    const event = parkedEvent('b', 5);
    const other = { ...event, source: 'elsewhere', key: event.key.replace('genesys', 'elsewhere') };
    expect(decide(known, other, { rules, now: at(10) }).kind).not.toBe('duplicate');
  });

  it('is not taken for one that the last commit gave up', () => {
    const lastCommit = [{ source: 'genesys', id: 'c6', outcome: 'dead-lettered' as const }];
    expect(decideOn({ ...known, lastCommit }, 'c', 6).kind).toBe('apply');
  });

  it('is late exactly up to the watermark', () => {
    const settledOnly = sequenceOf({ settled: [['a', 2]] });
    expect(decideOn(settledOnly, 'a', 2).kind).toBe('late');
    expect(decide(settledOnly, parkedEvent('b', 2), { rules, now: at(10) }).kind).toBe('apply');
  });
});

describe('released events', () => {
  it('are applied in their places, and what stands behind them again', () => {
    const known = sequenceOf({ settled: [['a', 0]], open: [openEvent('c', 5), openEvent('d', 9)] });
    const { sequence, applied } = applyReleased(known, [releasedEvent('b', 3), releasedEvent('b', 7)], rules);
    expect(sequence.head).toEqual({ state: ['a0', 'b3', 'c5', 'b7', 'd9'], type: 'd' });
    expect(sequence.open.map(({ id }) => id)).toEqual(['b3', 'c5', 'b7', 'd9']);
    expect(applied.map(({ event, state, resequenced }) => [event.id, state.length, resequenced])).toEqual([
      ['b3', 2, true],
      ['b7', 4, true],
    ]);
  });

  it('are to blame, the first of them, when an open event fails behind each of them', () => {
    const known = sequenceOf({ settled: [['a', 0]], open: [openEvent('c', 5), openEvent('d', 9)] });
    const choking = {
      ...rules,
      apply: (state: readonly string[] | undefined, { id }: { id: string }) => {
        if (id === 'd9' && state?.some((seen) => seen.startsWith('b'))) throw new Error('no');
        return [...(state ?? []), id];
      },
    };
    const application = applyReleased(known, [releasedEvent('b', 3), releasedEvent('b', 7)], choking);
    expect(application.failure?.event.id).toBe('b3');
    expect(application.applied).toEqual([]);
    expect(application.sequence.head.state).toEqual(['a0', 'c5', 'd9']);
  });

  it('behind the head apply nothing again', () => {
    const known = sequenceOf({ settled: [['a', 0]], open: [openEvent('c', 5)] });
    const seen: string[] = [];
    const counting = {
      ...rules,
      apply: (state: readonly string[] | undefined, event: { id: string }) => {
        seen.push(event.id);
        return [...(state ?? []), event.id];
      },
    };
    applyReleased(known, [releasedEvent('b', 6)], counting);
    expect(seen).toEqual(['b6']);
  });
});

describe('a snapshot', () => {
  it.each([
    [undefined, '5', 'apply'],
    ['4', '5', 'apply'],
    ['5', '5', 'duplicate'],
    ['6', '5', 'stale'],
  ] as const)('with the watermark %s and the key %s is to %s', (watermark, key, decision) => {
    expect(decideSnapshot(watermark, key)).toBe(decision);
  });
});
