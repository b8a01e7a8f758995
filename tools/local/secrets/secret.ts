import { SecretsError } from './secrets-error';

export const currentStage = 'AWSCURRENT';
export const previousStage = 'AWSPREVIOUS';
export const pendingStage = 'AWSPENDING';

/** A value as it was given: text, or bytes in base64. */
export type SecretValue = { readonly text: string } | { readonly base64: string };

export interface SecretVersion {
  readonly id: string;
  /** Absent between the beginning of a rotation and its first step: the version is only a name then. */
  readonly value?: SecretValue | undefined;
  readonly createdMs: number;
}

/** How a secret is rotated. */
export interface RotationConfiguration {
  readonly functionArn: string;
  /** What is said of a schedule; the local Secrets Manager has none. */
  readonly rules?: Readonly<Record<string, unknown>> | undefined;
  readonly enabled: boolean;
}

/**
 * One secret with all its versions. A staging label stands on one version at a time; where AWSCURRENT
 * leaves a version, AWSPREVIOUS follows to it, as in AWS.
 */
export class Secret {
  readonly name: string;
  readonly arn: string;
  readonly description: string | undefined;
  readonly createdMs: number;
  rotation: RotationConfiguration | undefined;
  rotatedMs: number | undefined;
  readonly #versions = new Map<string, SecretVersion>();
  readonly #versionByStage = new Map<string, string>();

  constructor(facts: Pick<Secret, 'name' | 'arn' | 'description' | 'createdMs'>) {
    this.name = facts.name;
    this.arn = facts.arn;
    this.description = facts.description;
    this.createdMs = facts.createdMs;
  }

  /** When the last version was added. */
  get changedMs(): number {
    return Math.max(this.createdMs, ...[...this.#versions.values()].map((version) => version.createdMs));
  }

  version(id: string): SecretVersion | undefined {
    return this.#versions.get(id);
  }

  versionAt(stage: string): SecretVersion | undefined {
    return this.#versions.get(this.#versionByStage.get(stage) ?? '');
  }

  stagesOf(versionId: string): string[] {
    return [...this.#versionByStage].filter(([, id]) => id === versionId).map(([stage]) => stage);
  }

  /** Stages by version, without the versions that carry none: AWS counts those as deprecated and hides them. */
  stagesByVersion(): Record<string, string[]> {
    const staged = [...this.#versions.keys()].map((id) => [id, this.stagesOf(id)] as const);
    return Object.fromEntries(staged.filter(([, stages]) => stages.length > 0));
  }

  /** Whether a rotation has begun that has neither ended well nor been given up by taking its label away. */
  get isRotating(): boolean {
    const pending = this.#versionByStage.get(pendingStage);
    return pending !== undefined && pending !== this.#versionByStage.get(currentStage);
  }

  /** Adds a version under the stages. The first version of a secret is current, whatever it was given. */
  add(version: SecretVersion, stages: readonly string[]): void {
    const first = this.#versions.size === 0;
    this.#versions.set(version.id, version);
    for (const stage of new Set(first ? [...stages, currentStage] : stages)) this.#attach(stage, version.id);
  }

  /**
   * Moves a stage. `from` must name the version that carries it, if one does; without `to` the stage is taken off.
   *
   * @throws {SecretsError} with AWS's own conditions
   */
  move(
    stage: string,
    { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  ): void {
    for (const id of [from, to]) if (id !== undefined) this.#demand(id);
    const holder = this.#versionByStage.get(stage);
    if (holder !== undefined && holder !== to) this.#demandRemoval(stage, { holder, from });
    if (holder === undefined && from !== undefined) {
      throw new SecretsError(
        'InvalidParameterException',
        `Staging label ${stage} is not attached to version ${from}.`,
      );
    }
    if (to !== undefined) return this.#attach(stage, to);
    if (stage === currentStage) {
      throw new SecretsError(
        'InvalidParameterException',
        `You can only move staging label ${currentStage} to a different secret version. It can't be completely removed.`,
      );
    }
    this.#versionByStage.delete(stage);
  }

  #attach(stage: string, versionId: string): void {
    const holder = this.#versionByStage.get(stage);
    if (holder === versionId) return;
    this.#versionByStage.set(stage, versionId);
    if (stage === currentStage && holder !== undefined) this.#versionByStage.set(previousStage, holder);
  }

  #demand(versionId: string): void {
    if (this.#versions.has(versionId)) return;
    throw new SecretsError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for VersionId: ${versionId}`,
    );
  }

  #demandRemoval(
    stage: string,
    { holder, from }: { readonly holder: string; readonly from: string | undefined },
  ): void {
    if (from === holder) return;
    const fault = from === undefined ? "can't be empty" : `can't be ${from}`;
    throw new SecretsError(
      'InvalidParameterException',
      `The parameter RemoveFromVersionId ${fault}. Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  }
}
