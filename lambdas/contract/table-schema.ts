/** Key and TTL attributes of the tables. All have a partition key only. */
export const claimsTable = { partitionKey: 'pk', ttl: 'expiresAt' } as const;
export const entitiesTable = {
  partitionKey: 'pk',
  ttl: 'expiresAt',
  /** Sparse: holds only entities with parked events, spread over shards, by when the first of them is due. */
  dueIndex: {
    name: 'due',
    partitionKey: 'dueShard',
    sortKey: 'dueAt',
    projected: ['entityType', 'entityId'],
  },
} as const;
/** Records of what was done once: Powertools' idempotency. */
export const idempotencyTable = { partitionKey: 'pk', ttl: 'expiresAt' } as const;

/** The breakers of dependencies, an item each, the modules that the guard has paused, and the governor's state. */
export const controlTable = { partitionKey: 'pk' } as const;

/** Partition key of a dependency's breaker. */
export const breakerKey = (dependency: string): string => `breaker#${dependency}`;

/** Partition key of the governor's state. */
export const governorKey = 'governor';

/** Partition key of the claim on an event. A source's name has no `#`. */
export const claimKey = (source: string, eventId: string): string => `${source}#${eventId}`;

/** Of a claim: when the event failed in a module, RFC 3339, oldest first. */
export const failuresAttribute = (module: string): string => `failures:${module}`;

/** Of a claim: when the event last went to a module's DLQ, RFC 3339. Failures until then are history. */
export const givenUpAttribute = (module: string): string => `givenUp:${module}`;

/** Of a claim: how often a module's code was given the event and never came back. */
export const begunAttribute = (module: string): string => `begun:${module}`;

/** Partition key of an entity in a module, which has one type of entity: whatever an id holds, keys differ as ids do. */
export const entityKey = (module: string, entity: { readonly type: string; readonly id: string }): string =>
  `${module}#${entity.type}#${entity.id}`;

/** How many partitions of the due index a module's entities are spread over. */
export const dueShardCount = 16;

/** Partition key in the due index. */
export const dueShard = (module: string, shard: number): string => `${module}#${shard}`;
