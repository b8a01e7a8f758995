import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { moduleDimension } from '../contract/metrics';
import type { ModuleVoice } from '../processor/ports';

/** A module's own codes and counts, through Powertools; what may be said was checked before. */
export class PowertoolsVoice implements ModuleVoice {
  readonly #logger = new Logger();
  readonly #metrics = new Metrics();
  readonly #module: string;

  constructor(module: string) {
    this.#module = module;
  }

  log(level: 'info' | 'warn', code: string, fields: Readonly<Record<string, number>>): void {
    this.#logger[level](code, { module: this.#module, ...fields });
  }

  /** One line each, at once. */
  count(name: string): void {
    const metric = this.#metrics.singleMetric();
    metric.addDimension(moduleDimension, this.#module);
    metric.addMetric(name, MetricUnit.Count, 1);
  }
}
