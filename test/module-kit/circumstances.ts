/** What a pure function must not depend on. */
export interface Circumstances {
  /** What the clock shows at first, in milliseconds since the epoch. */
  readonly clockMs: number;
  /** The half of its range that `Math.random` keeps to. */
  readonly chance: 'low' | 'high';
}

/** Later by so much that another year, month, weekday, hour, minute, second and millisecond is on. */
const muchLaterMs = ((403 * 24 + 7) * 60 + 11) * 60_000 + 13_017;

/** Two circumstances for an event of this time (RFC 3339) that have nothing in common. */
export const unlikeCircumstances = (time: string): readonly [Circumstances, Circumstances] => {
  const clockMs = Date.parse(time);
  return [
    { clockMs, chance: 'low' },
    { clockMs: clockMs + muchLaterMs, chance: 'high' },
  ];
};

/** Runs with another clock and other chances than there are. */
export const underCircumstances = <Result>({ clockMs, chance }: Circumstances, run: () => Result): Result => {
  const { Date: usualDate } = globalThis;
  const { random: usualRandom } = Math;
  globalThis.Date = shiftedDate(usualDate, clockMs - usualDate.now());
  Math.random = () => (chance === 'low' ? 0 : 0.5) + usualRandom() / 2;
  try {
    return run();
  } finally {
    globalThis.Date = usualDate;
    Math.random = usualRandom;
  }
};

/** A proxy and no subclass, so that it can be called without `new` and dates made before are still its own. */
const shiftedDate = (usual: DateConstructor, shiftMs: number): DateConstructor => {
  const now = (): number => usual.now() + shiftMs;
  return new Proxy(usual, {
    apply: () => new usual(now()).toString(),
    construct: (target, given: unknown[], made) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, made),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name, target)),
  });
};
