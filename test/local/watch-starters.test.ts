import { ManualClock } from '../../tools/local/clock';
import { watchStarters } from '../../tools/local/watch-starters';

const [shell, npm] = [200, 100];

const watching = (options: { readonly knowsGrandparent?: boolean } = {}) => {
  const clock = new ManualClock(0);
  const state = { parent: shell, alive: new Set([shell, npm]) };
  const onGone = jest.fn();
  const stop = watchStarters(onGone, {
    clock,
    processes: {
      parentPid: () => state.parent,
      parentOf: (pid) => (pid === shell && options.knowsGrandparent !== false ? npm : undefined),
      isAlive: (pid) => state.alive.has(pid),
    },
  });
  return { clock, state, onGone, stop };
};

describe('a watch over the processes that started this one', () => {
  it('is silent while they live', () => {
    const { clock, onGone } = watching();
    clock.advance(60_000);
    expect(onGone).not.toHaveBeenCalled();
  });

  it('tells once when the parent has died and another one took over', () => {
    const { clock, state, onGone } = watching();
    state.parent = 1;
    clock.advance(60_000);
    expect(onGone).toHaveBeenCalledTimes(1);
  });

  it('tells when npm has died and left its shell behind', () => {
    const { clock, state, onGone } = watching();
    state.alive.delete(npm);
    clock.advance(500);
    expect(onGone).toHaveBeenCalledTimes(1);
  });

  it('watches the parent alone where the one before it cannot be told', () => {
    const { clock, state, onGone } = watching({ knowsGrandparent: false });
    state.alive.clear();
    clock.advance(60_000);
    expect(onGone).not.toHaveBeenCalled();
    state.parent = 1;
    clock.advance(500);
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
