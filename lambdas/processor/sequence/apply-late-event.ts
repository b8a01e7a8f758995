import { mayFollow } from '../../contract/lifecycle';
import { applyLate } from '../../core/sequencing/apply';
import type { CommittedEvent } from '../../core/sequencing/sequence';
import type { EventPlace, ModuleEvent, ModuleState, SequenceModule } from '../feature-module';
import { runEffect } from '../module-context';
import { reportOutcome } from '../report-outcome';
import { checkedState } from './sequence-rules';
import type { SequencedEntity } from './sequenced-entity';

/** Does with an event that came too late what the module says, and notes `late` on its claim. */
export const applyLateEvent = async (known: SequencedEntity, envelope: ModuleEvent): Promise<void> => {
  const { source, id, type } = envelope;
  const outcome: CommittedEvent = { source, id, outcome: 'late' };
  const { late = 'ignore' } = known.featureModule;
  if (late !== 'ignore') await known.watch(envelope, () => commitLate(known, envelope, outcome));
  await known.note([outcome]);
  reportOutcome('late', { ...known.name, source, id, type }, known.deps);
};

const commitLate = async (
  known: SequencedEntity,
  envelope: ModuleEvent,
  outcome: CommittedEvent,
): Promise<void> => {
  const { featureModule, rules, deps, invocation, sequence } = known;
  const { lifecycle } = featureModule.manifest;
  const place = { gap: !mayFollow(lifecycle, sequence.settled.type, envelope.type), late: true };
  const changed = applyLate(sequence, (state) => lateState(featureModule, envelope, { state, place }), rules);
  const { state } = changed.head;
  if (featureModule.react && state) {
    await runEffect(
      { manifest: featureModule.manifest, event: envelope, place, invocation },
      deps,
      async (context) => featureModule.react?.(envelope, structuredClone(state), context),
    );
  }
  await known.commit(changed, [outcome]);
};

const lateState = (
  featureModule: SequenceModule,
  envelope: ModuleEvent,
  { state, place }: { readonly state: ModuleState | undefined; readonly place: EventPlace },
): ModuleState => {
  const { late } = featureModule;
  const changed =
    typeof late === 'function' ? late(state, envelope) : featureModule.apply(state, envelope, place);
  return checkedState(changed, featureModule);
};
