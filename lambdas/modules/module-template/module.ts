import * as z from 'zod/mini';
import type { SequenceModule } from '../../processor/feature-module';
import { moduleTemplate } from './manifest';

/** What the module keeps about an agent. A `type`, so that it can be told to be JSON. */
export type AgentSession = {
  readonly presence: string;
  /** Changes since the login. */
  readonly changes: number;
  /** Of the newest event, RFC 3339. */
  readonly since: string;
};

/** What the module reads of its events; whatever else they carry is left alone. */
const dataSchema = z.nullish(z.object({ status: z.optional(z.string()) }));

export const moduleTemplateModule: SequenceModule<AgentSession> = {
  manifest: moduleTemplate,

  apply: (state, event) => ({
    presence: dataSchema.parse(event.data)?.status ?? 'UNKNOWN',
    changes: event.type === 'agent.login' || state === undefined ? 0 : state.changes + 1,
    since: event.time,
  }),

  // An event that comes too late for its place would count a change that nobody saw: nothing is done with it.
  late: 'ignore',

  // Effects, if the module has any. They run at least once: what must happen once stands in `context.once`.
  react: async (event, state, context) => {
    if (event.type !== 'agent.logout') return;
    await context.once('end-session', async () => {
      context.metrics.count('SessionEnded');
      return null;
    });
    context.log.info('SESSION_ENDED', { count: state.changes });
  },
};
