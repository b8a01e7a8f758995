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

/** A processor may do with them what its module's policy takes, and no more. */
export function grantStores(
  processor: NodeFunction,
  policy: OrderPolicy,
  { claims, entities, idempotency, payloads }: ModuleStores,
): void {
  claims.grantMarkOutcome(processor);
  payloads.grantUse(processor);
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
