import { parseSwitchboardEvent } from '../../../lambdas/core/formats/switchboard-event';
import { entityOf } from '../../../lambdas/core/route-event';
import type { LocalDescription } from '../local-switchboard';
import type { StackParts } from '../stack-parts';
import type { SampleEvent } from './sample-events';

/** What needs no encoding in a path: clients, among them older ones of curl, sign encoded paths in different ways. */
const plainId = /^[\w.~-]+$/;

/** `module/entity` of the first sample that a module keeps state about under a plain id. */
const firstState = (samples: readonly SampleEvent[], { modules }: StackParts): string | undefined => {
  for (const { body } of samples) {
    const event = parseSwitchboardEvent({ source: 'sample', rawBody: body, receivedMs: 0 });
    if (event.kind === 'unusable') continue;
    for (const { manifest } of modules) {
      if (manifest.policy === 'none' || !manifest.types.includes(event.envelope.type)) continue;
      const entity = entityOf(manifest.entity, event.envelope);
      if (entity && plainId.test(entity.id)) return `${manifest.name}/${entity.id}`;
    }
  }
  return undefined;
};

type Described = Pick<LocalDescription, 'stateUrl' | 'region' | 'credentials'>;

/**
 * A command for a POSIX shell that reads the state which the first sample leads to. Absent where no state can be
 * read. Credentials of the user's own stay in the environment.
 */
export const stateCurl = (
  { stateUrl, region, credentials }: Described,
  samples: readonly SampleEvent[],
  parts: StackParts,
): string | undefined => {
  const path = firstState(samples, parts);
  if (stateUrl === undefined || path === undefined) return undefined;
  const { accessKeyId, secretAccessKey } = credentials;
  const isLocal = accessKeyId === 'local' && secretAccessKey === 'local';
  const user = isLocal ? 'local:local' : '"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"';
  return `curl --aws-sigv4 aws:amz:${region}:execute-api --user ${user} '${stateUrl}/${path}'`;
};
