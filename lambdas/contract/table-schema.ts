/** Key and TTL attributes of the tables. Both have a partition key only. */
export const claimsTable = { partitionKey: 'pk', ttl: 'expiresAt' } as const;
export const entitiesTable = { partitionKey: 'pk' } as const;

/** Partition key of the claim on an event. A source's name has no `#`. */
export const claimKey = (source: string, eventId: string): string => `${source}#${eventId}`;

/** Partition key of an entity in a module, which has one type of entity: whatever an id holds, keys differ as ids do. */
export const entityKey = (module: string, entity: { readonly type: string; readonly id: string }): string =>
  `${module}#${entity.type}#${entity.id}`;
