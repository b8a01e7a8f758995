import * as z from 'zod/mini';
import { entityKey } from '../contract/table-schema';
import { type Entity, groupIdOf } from './entity';
import type { Instant } from './instant';
import { escapeForQueue } from './queue-message';
import { sha256Hex } from './sha256-hex';

/**
 * A message in a module's queue that asks for an entity's parked events to be released. It is a hint: what is due,
 * the entity itself says. Sent under the entity's own group, so that the entity has one writer at a time.
 */
export const releaseMessageSchema = z.object({ release: z.object({ type: z.string(), id: z.string() }) });

export type ReleaseMessage = z.infer<typeof releaseMessageSchema>;

export interface OutgoingRelease {
  readonly groupId: string;
  readonly deduplicationId: string;
  readonly body: string;
}

/**
 * The message for an entity whose first parked event is due at `dueAt`. Its deduplication id names both, so that
 * SQS drops the same hint when it is given again within five minutes.
 */
export const releaseMessage = (module: string, entity: Entity, dueAt: Instant): OutgoingRelease => ({
  groupId: groupIdOf(entity),
  deduplicationId: sha256Hex(JSON.stringify(['release', entityKey(module, entity), dueAt])),
  body: escapeForQueue(
    JSON.stringify({ release: { type: entity.type, id: entity.id } } satisfies ReleaseMessage),
  ),
});
