import { PowertoolsMetrics } from '../../lambdas/adapters/powertools-metrics';
import type { Metrics } from '../../lambdas/core/ports';

/** The metrics, and how often they were flushed. */
export class WatchedMetrics implements Metrics {
  readonly #metrics = new PowertoolsMetrics();
  flushes = 0;

  count: Metrics['count'] = (name, times) => this.#metrics.count(name, times);

  flush: Metrics['flush'] = (dimensions) => {
    this.flushes += 1;
    this.#metrics.flush(dimensions);
  };
}
