import { createHash } from 'node:crypto';
import { dueShard, dueShardCount, entityKey } from '../contract/table-schema';
import { sha256Hex } from './sha256-hex';

/** One thing that a module keeps state about. */
export interface Entity {
  /** Such as `agent`. */
  readonly type: string;
  readonly id: string;
}

/** The FIFO group of an entity: events of one group are processed one after the other. 64 ASCII characters. */
export const groupIdOf = (entity: Entity): string => sha256Hex(JSON.stringify([entity.type, entity.id]));

/** The partition of the due index that an entity belongs to. */
export const dueShardOf = (module: string, entity: Entity): string =>
  dueShard(
    module,
    createHash('sha256').update(entityKey(module, entity)).digest().readUInt32BE() % dueShardCount,
  );
