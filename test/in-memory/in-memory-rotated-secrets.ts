import type { Clock } from '../../lambdas/core/ports';
import type { SecretVersion, SecretVersions } from '../../lambdas/core/secret-versions';
import type { SecretStore } from '../../lambdas/ingest/ports';
import type { RotatedSecrets, SecretState } from '../../lambdas/rotation/ports';

type Label = 'AWSCURRENT' | 'AWSPREVIOUS' | 'AWSPENDING';

/** One secret as Secrets Manager keeps it, for who rotates it and for who reads it. */
export class InMemoryRotatedSecrets implements RotatedSecrets, SecretStore {
  isRotationEnabled = true;
  /** How often it was read as ingest does. */
  fetches = 0;
  readonly values = new Map<string, SecretVersion>();
  readonly labels = new Map<Label, string>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Puts a value as a person does: it is the current one from now on. */
  put(id: string, value: string): void {
    const before = this.labels.get('AWSCURRENT');
    this.values.set(id, { id, value, createdMs: this.#clock.now() });
    if (before !== undefined) this.labels.set('AWSPREVIOUS', before);
    this.labels.set('AWSCURRENT', id);
  }

  /** What Secrets Manager does before the first step. */
  begin(id: string): void {
    this.labels.set('AWSPENDING', id);
  }

  async state(): Promise<SecretState> {
    const [currentId, previousId, pendingId] = (['AWSCURRENT', 'AWSPREVIOUS', 'AWSPENDING'] as const).map(
      (label) => this.labels.get(label),
    );
    return {
      isRotationEnabled: this.isRotationEnabled,
      ...(currentId !== undefined && { currentId }),
      ...(previousId !== undefined && { previousId }),
      ...(pendingId !== undefined && { pendingId }),
    };
  }

  async version(_: string, id: string): Promise<SecretVersion | undefined> {
    return this.values.get(id);
  }

  async putPending(_: string, id: string, value: string): Promise<void> {
    if (!this.values.has(id)) this.values.set(id, { id, value, createdMs: this.#clock.now() });
    this.labels.set('AWSPENDING', id);
  }

  async makeCurrent(_: string, { from, to }: { readonly from: string; readonly to: string }): Promise<void> {
    if (this.labels.get('AWSCURRENT') !== from) throw new Error(`AWSCURRENT is not on ${from}.`);
    this.labels.set('AWSPREVIOUS', from);
    this.labels.set('AWSCURRENT', to);
  }

  async dropPending(_: string, id: string): Promise<void> {
    if (this.labels.get('AWSPENDING') !== id) throw new Error(`AWSPENDING is not on ${id}.`);
    this.labels.delete('AWSPENDING');
  }

  async fetch(): Promise<SecretVersions> {
    this.fetches += 1;
    const at = (label: Label): SecretVersion | undefined => this.values.get(this.labels.get(label) ?? '');
    const [current, previous, pending] = [at('AWSCURRENT'), at('AWSPREVIOUS'), at('AWSPENDING')];
    if (!current) throw new Error('There is no current value.');
    return { current, ...(previous && { previous }), ...(pending && { pending }) };
  }
}
