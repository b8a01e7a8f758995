import { Metrics as Powertools, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { MetricName } from '../contract/metrics';
import type { Metrics } from '../core/ports';

/**
 * Publishes counts as CloudWatch embedded metrics, one line per flush; namespace and service come from
 * Powertools' own environment variables.
 */
export class PowertoolsMetrics implements Metrics {
  readonly #powertools = new Powertools();
  readonly #counts = new Map<MetricName, number>();

  count(name: MetricName, times = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + times);
  }

  flush(dimensions: Readonly<Record<string, string>>): void {
    if (this.#counts.size === 0) return;
    this.#powertools.addDimensions({ ...dimensions });
    for (const [name, count] of this.#counts) this.#powertools.addMetric(name, MetricUnit.Count, count);
    this.#counts.clear();
    this.#powertools.publishStoredMetrics();
  }
}
