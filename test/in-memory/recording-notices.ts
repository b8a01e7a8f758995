import type { GuardNotices } from '../../lambdas/processor/ports';

/** Keeps what the guard is told. */
export class RecordingNotices implements GuardNotices {
  readonly told: string[] = [];
  fails = false;

  async tell(dependency: string): Promise<void> {
    if (this.fails) throw new Error('The guard queue refuses.');
    this.told.push(dependency);
  }
}
