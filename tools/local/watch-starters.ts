import { spawnSync } from 'node:child_process';
import { type Clock, systemClock } from './clock';

export interface ProcessTable {
  /** The parent of this process as it is now: another one once it has died. */
  readonly parentPid: () => number;
  /** The parent of another process; absent where that cannot be told. */
  readonly parentOf: (pid: number) => number | undefined;
  readonly isAlive: (pid: number) => boolean;
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Object && 'code' in error && error.code === 'EPERM';
  }
};

const realProcesses: ProcessTable = {
  parentPid: () => process.ppid,
  parentOf: (pid) => {
    const { stdout } = spawnSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' });
    return /^\s*\d+\s*$/.test(stdout ?? '') ? Number(stdout) : undefined;
  },
  isAlive,
};

const intervalMs = 500;

/**
 * Calls `onGone`, once, when a process that started this one has died without ending it: its parent, or the
 * parent's own, since npm runs a script through a shell that may outlive it.
 *
 * @returns a function that ends the watch
 */
export const watchStarters = (
  onGone: () => void,
  { processes = realProcesses, clock = systemClock }: { processes?: ProcessTable; clock?: Clock } = {},
): (() => void) => {
  const parent = processes.parentPid();
  const grandparent = processes.parentOf(parent);
  const isGone = (): boolean =>
    processes.parentPid() !== parent || (grandparent !== undefined && !processes.isAlive(grandparent));
  const look = (): (() => void) =>
    clock.schedule(intervalMs, () => {
      if (isGone()) onGone();
      else cancel = look();
    });
  let cancel = look();
  return () => cancel();
};
