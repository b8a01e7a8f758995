import { environment, sourceSecretIdVariable, sourceUrlVariable } from '../contract/environment';
import { maxSecretOverlapHours, minSecretOverlapHours } from '../contract/limits';
import { isWebhookSource, type WebhookSource } from '../contract/source-definition';
import { type Environment, EnvironmentReader } from '../core/environment-reader';
import { readSources } from '../core/read-sources';

/** A source with what a rotation of its secret needs to know. */
export interface RotatedSource {
  readonly source: WebhookSource;
  /** Where it posts to. */
  readonly url: string;
}

export interface RotationConfig {
  /** By the ARN of the source's secret. */
  readonly sources: ReadonlyMap<string, RotatedSource>;
  readonly secretOverlapMs: number;
  /** How long it takes until every environment of ingest can know a new secret. */
  readonly settleMs: number;
}

/** Lambda ends the function after 15 minutes at the latest. */
const maxSettleSeconds = 600;

/**
 * Reads the rotation function's configuration.
 *
 * @throws {ConfigurationError} listing every problem
 */
export const parseRotationConfig = (env: Environment): RotationConfig => {
  const reader = new EnvironmentReader(env);
  const sources = readSources(reader)
    .filter(isWebhookSource)
    .map((source): [string, RotatedSource] => [
      reader.text(sourceSecretIdVariable(source.name)),
      { source, url: reader.text(sourceUrlVariable(source.name)) },
    ]);
  const overlapHours = reader.integer(environment.secretOverlapHours, {
    min: minSecretOverlapHours,
    max: maxSecretOverlapHours,
  });
  const settleSeconds = reader.integer(environment.rotationSettleSeconds, { min: 1, max: maxSettleSeconds });
  return reader.finish(() => ({
    sources: new Map(sources),
    secretOverlapMs: overlapHours * 3_600_000,
    settleMs: settleSeconds * 1000,
  }));
};
