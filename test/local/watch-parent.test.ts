import { ManualClock } from '../../tools/local/clock';
import { watchParent } from '../../tools/local/watch-parent';

const watching = () => {
  const clock = new ManualClock(0);
  const state = { parent: 200 };
  const onGone = jest.fn();
  const stop = watchParent(onGone, { clock, parentPid: () => state.parent });
  return { clock, state, onGone, stop };
};

describe('a watch over the process that started this one', () => {
  it('is silent while it lives', () => {
    const { clock, onGone } = watching();
    clock.advance(60_000);
    expect(onGone).not.toHaveBeenCalled();
  });

  it('tells once when it has died and another one took over', () => {
    const { clock, state, onGone } = watching();
    state.parent = 1;
    clock.advance(60_000);
    expect(onGone).toHaveBeenCalledTimes(1);
  });

  it('ends when it is told to', () => {
    const { clock, state, onGone, stop } = watching();
    stop();
    state.parent = 1;
    clock.advance(60_000);
    expect(onGone).not.toHaveBeenCalled();
  });
});
