import { type Clock, systemClock } from './clock';

export interface WatchParentOptions {
  /** The parent of this process as it is now: another one once it has died. Default: the real one. */
  readonly parentPid?: () => number;
  /** Default: real time. */
  readonly clock?: Clock;
}

const intervalMs = 500;

/**
 * Calls `onGone`, once, when the process that started this one has died without ending it.
 *
 * @returns a function that ends the watch
 */
export const watchParent = (
  onGone: () => void,
  { parentPid = () => process.ppid, clock = systemClock }: WatchParentOptions = {},
): (() => void) => {
  const parent = parentPid();
  const look = (): (() => void) =>
    clock.schedule(intervalMs, () => {
      if (parentPid() === parent) cancel = look();
      else onGone();
    });
  let cancel = look();
  return () => cancel();
};
