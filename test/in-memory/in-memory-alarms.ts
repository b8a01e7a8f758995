import type { Alarms, AlarmStatus } from '../../lambdas/governor/ports';

/** Alarms that a test turns on and off. */
export class InMemoryAlarms implements Alarms {
  readonly #statuses = new Map<string, AlarmStatus>();

  turn(name: string, to: 'on' | 'off', changedAtMs: number): void {
    this.#statuses.set(name, { name, isOn: to === 'on', changedAtMs });
  }

  remove(name: string): void {
    this.#statuses.delete(name);
  }

  async read(names: readonly string[]): Promise<readonly AlarmStatus[]> {
    return names.flatMap((name) => this.#statuses.get(name) ?? []);
  }
}
