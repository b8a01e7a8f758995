import type { ModuleManifest } from '../../lambdas/contract/module-manifest';
import type { JsonValue, ModuleContext } from '../../lambdas/processor/feature-module';
import type { Report } from './purity-check';

const effectName = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/**
 * The context of an effect that minds its contract: codes and metrics are declared, and effects have names.
 * Processors only log what is not declared, so that no event suffers from it.
 *
 * @param name the function of the module that gets it
 */
export const checkedContext = (
  context: ModuleContext,
  { manifest, name }: { readonly manifest: ModuleManifest; readonly name: string },
  report: Report,
): ModuleContext => {
  const { logCodes = [], metrics = [] } = manifest;
  const refuse = (problem: string): void => {
    const error = new Error(`Module ${manifest.name}: ${problem}.`);
    report(problem, error);
    throw error;
  };
  const check = (verb: string, what: string, declared: Declared): void => {
    if (declared.names.includes(what)) return;
    refuse(`${name} ${verb} ${what}, which is none of the manifest's ${declared.field}${listed(declared)}`);
  };
  const codes: Declared = { field: 'logCodes', names: logCodes };
  const { log } = context;
  return {
    ...context,
    once: async <Result extends JsonValue>(effect: string, run: () => Promise<Result>): Promise<Result> => {
      if (!effectName.test(effect)) {
        refuse(`${name} gives once the name "${effect}"; it must be lower-case words joined by hyphens`);
      }
      return context.once(effect, run);
    },
    log: {
      info: (code, fields) => (check('logs', code, codes), log.info(code, fields)),
      warn: (code, fields) => (check('logs', code, codes), log.warn(code, fields)),
    },
    metrics: {
      count: (metric) => {
        check('counts', metric, { field: 'metrics', names: metrics });
        context.metrics.count(metric);
      },
    },
  };
};

interface Declared {
  readonly field: 'logCodes' | 'metrics';
  readonly names: readonly string[];
}

const listed = ({ names }: Declared): string =>
  names.length === 0 ? ' (there are none)' : ` (${names.join(', ')})`;
