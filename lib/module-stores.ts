import type { OrderPolicy } from '../lambdas/contract/module-manifest';
import type { ClaimCheckBucket } from './claim-check-bucket';
import type { ClaimsTable } from './claims-table';
import type { EntitiesTable } from './entities-table';
import type { IdempotencyTable } from './idempotency-table';
import type { NodeFunction } from './node-function';

/** The tables that the modules share, and the bucket. */
export interface ModuleStores {
  readonly claims: ClaimsTable;
  readonly entities: EntitiesTable;
  readonly idempotency: IdempotencyTable;
  readonly payloads: ClaimCheckBucket;
}

/** Any processor may note outcomes on claims, and read and keep data that is too large for a message. */
export function grantCommonStores(
  processor: NodeFunction,
  { claims, payloads }: Pick<ModuleStores, 'claims' | 'payloads'>,
): void {
  claims.grantMarkOutcome(processor);
  payloads.grantUse(processor);
}

/** A processor may do with them what its module's policy takes, and no more. */
export function grantStores(processor: NodeFunction, policy: OrderPolicy, stores: ModuleStores): void {
  const { claims, entities, idempotency } = stores;
  grantCommonStores(processor, stores);
  switch (policy) {
    case 'latest':
      entities.grantCommitSnapshot(processor);
      return;
    case 'sequence':
      claims.grantReadOutcomes(processor);
      entities.grantSequence(processor);
      idempotency.grantOnce(processor);
      return;
    case 'none':
      idempotency.grantOnce(processor);
  }
}
