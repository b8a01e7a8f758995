/** Key and TTL attributes of the tables. Both have a partition key only. */
export const claimsTable = { partitionKey: 'pk', ttl: 'expiresAt' } as const;
export const entitiesTable = { partitionKey: 'pk' } as const;
