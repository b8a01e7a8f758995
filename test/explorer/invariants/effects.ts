import type { OutcomeName } from '../../../lambdas/contract/claim-outcome';
import type { EndedRun, Violation } from './violation';
import { effectKey, eventsOf, outcomeOf } from './expected';

const withEffect: readonly (OutcomeName | undefined)[] = ['applied', 'gap'];

/**
 * I3, the effects' part: what the CRM has is one activity for each event that was applied, under its key, and an effect
 * that is known to have succeeded is not asked for again.
 */
export const checkEffects = ({ world }: EndedRun): readonly Violation[] => {
  const { scenario, crm, idempotency } = world;
  const modules = scenario.modules.filter(({ manifest }) => manifest.dependencies?.includes('crm'));
  const known = new Set<string>();
  const violations: Violation[] = [];
  for (const { manifest } of modules) {
    for (const { id } of eventsOf(world, manifest)) {
      const key = effectKey(manifest.name, id);
      known.add(key);
      const isApplied = withEffect.includes(outcomeOf(world, manifest.name, id));
      if (isApplied && !crm.written.has(key)) {
        violations.push({
          invariant: 'I2',
          problem: `${id} is applied in ${manifest.name}, and its effect never happened.`,
        });
      }
    }
  }
  for (const key of crm.written.keys()) {
    if (!known.has(key))
      violations.push({ invariant: 'I3', problem: `The CRM was asked to write under ${key}.` });
  }
  for (const key of idempotency.askedAfterSuccess) {
    violations.push({ invariant: 'I3', problem: `${key} was asked for again after it had succeeded.` });
  }
  return violations;
};
