import { hydrationName } from '../../lambdas/contract/hydration';
import { envelopeSchema } from '../../lambdas/core/envelope';
import { decodeMessage } from '../../lambdas/core/queue-message';
import { resourcePathOf } from '../../lambdas/core/resource-path';
import { orderKeyOf } from '../../lambdas/core/route-event';
import type { OutgoingMessage } from '../../lambdas/ingest/ports';
import type { FuzzedSetting } from './fuzzed-door';

/** What is wrong with a message for whoever receives it: it has to read it, and to find its place or its resource. */
export const messageProblems = (
  module: string,
  message: OutgoingMessage,
  { modules, platformUrl }: Pick<FuzzedSetting, 'modules' | 'platformUrl'>,
): readonly string[] => {
  try {
    const envelope = envelopeSchema.parse(decodeMessage(message.body, message.encoding));
    if (module === hydrationName) return resourceProblems(envelope.subject, platformUrl);
    const manifest = modules.find(({ name }) => name === module);
    if (!manifest) return [`there is no module ${module}`];
    orderKeyOf(manifest, envelope);
    return [];
  } catch {
    return ['a module could not read its message'];
  }
};

/** As whoever fetches it does: the URL is the platform's and the path, and leads where it says. */
const resourceProblems = (
  subject: string | undefined,
  platformUrl: string | undefined,
): readonly string[] => {
  if (platformUrl === undefined) return ['an event was sent to hydration, and there is none'];
  const path = resourcePathOf(subject, platformUrl);
  if (path === undefined) return ['an event was sent to hydration without a resource'];
  const url = new URL(`${platformUrl}${path}`);
  const isWhatItSays = url.origin === platformUrl && url.href === `${platformUrl}${path}`;
  return isWhatItSays && url.pathname.startsWith('/api/v2/') && url.hash === ''
    ? []
    : ['a resource leads elsewhere'];
};
