import type { MetricName } from '../../lambdas/contract/metrics';
import type { Metrics } from '../../lambdas/core/ports';

/** Metrics that keep their counts. */
export class RecordingMetrics implements Metrics {
  readonly counts: Partial<Record<MetricName, number>> = {};
  readonly flushedDimensions: Readonly<Record<string, string>>[] = [];

  count(name: MetricName, times = 1): void {
    this.counts[name] = (this.counts[name] ?? 0) + times;
  }

  flush(dimensions: Readonly<Record<string, string>>): void {
    this.flushedDimensions.push(dimensions);
  }
}
