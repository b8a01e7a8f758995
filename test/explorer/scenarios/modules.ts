import type { Lifecycle } from '../../../lambdas/contract/lifecycle';
import type {
  LatestManifest,
  IndependentManifest,
  SequenceManifest,
} from '../../../lambdas/contract/module-manifest';
import type { ModuleContext, ModuleEvent } from '../../../lambdas/processor/feature-module';
import type { CrmClient } from '../world/crm';
import type { ScenarioModule } from '../world/scenario';
import type { History } from './call-events';

const types = ['call.started', 'call.answered', 'call.held', 'call.completed'] as const;
const entity = { type: 'call', idFrom: ['data.callId'] } as const;

const lifecycle: Lifecycle = {
  starts: ['call.started'],
  next: {
    'call.started': ['call.answered', 'call.completed'],
    'call.answered': ['call.held', 'call.completed'],
    'call.held': ['call.answered', 'call.completed'],
  },
  ends: ['call.completed'],
};

const withId = (state: History | undefined, id: string): { ids: string[] } => ({
  ids: [...(state?.ids ?? []), id],
});

const sequenceManifest = (name: string): SequenceManifest => ({
  name,
  description: 'Keeps which events a call has had, in their order.',
  policy: 'sequence',
  types: [...types],
  entity: { type: entity.type, idFrom: ['data.callId'] },
  lifecycle,
});

/** Policy `sequence`: its state is the list of events. */
export const journal = (name = 'journal'): ScenarioModule => ({
  manifest: sequenceManifest(name),
  create: ({ mischief }) => ({
    manifest: sequenceManifest(name),
    apply: (state: { ids: string[] } | undefined, event) => {
      mischief.with(name, event);
      return withId(state, event.id);
    },
  }),
});

/** Policy `latest`: its state is the newest event. */
export const newest = (name = 'newest'): ScenarioModule => {
  const manifest: LatestManifest = {
    name,
    description: 'Keeps the newest event of a call.',
    policy: 'latest',
    types: [...types],
    entity: { type: entity.type, idFrom: ['data.callId'] },
  };
  return {
    manifest,
    create: ({ mischief }) => ({
      manifest,
      apply: (event: ModuleEvent) => {
        mischief.with(name, event);
        return { ids: [event.id] };
      },
    }),
  };
};

/** What the modules do in the CRM: one activity per event. */
const write = (context: ModuleContext, crm: CrmClient): Promise<{ readonly activity: string }> =>
  context.once('write', () => context.dependency('crm').call(() => crm.write(context.idempotencyKey)));

/** Policy `sequence` with an effect in the CRM for each event. */
export const crmJournal = (name = 'crm-sync'): ScenarioModule => {
  const manifest = { ...sequenceManifest(name), dependencies: ['crm'] };
  return {
    manifest,
    create: ({ mischief, crm }) => ({
      manifest,
      apply: (state: { ids: string[] } | undefined, event) => {
        mischief.with(name, event);
        return withId(state, event.id);
      },
      react: async (_event, _state, context) => void (await write(context, crm)),
    }),
  };
};

/** Policy `none` with an effect in the CRM for each event. */
export const notifier = (name = 'notifier'): ScenarioModule => {
  const manifest: IndependentManifest = {
    name,
    description: 'Writes each event down by itself.',
    policy: 'none',
    types: [...types],
    dependencies: ['crm'],
  };
  return {
    manifest,
    create: ({ mischief, crm }) => ({
      manifest,
      handle: async (event: ModuleEvent, context: ModuleContext): Promise<void> => {
        mischief.with(name, event);
        await write(context, crm);
      },
    }),
  };
};
