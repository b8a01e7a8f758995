import type fc from 'fast-check';
import type { IngestRuntime } from '../../lambdas/ingest/create-ingest-handler';
import type { IngestDependencies } from '../../lambdas/ingest/ports';
import type { FuzzRequest } from './fuzz-request';

/** A handler that takes requests over HTTP, and the events that bring them to it. */
export interface FuzzedDoor {
  createHandler(config: IngestRuntime, deps: IngestDependencies): (event: unknown) => Promise<unknown>;
  /** The event that a request becomes. */
  toEvent(request: FuzzRequest): unknown;
  /** Events that only a wrong integration sends: none of them is a request. */
  readonly malformedEvents: fc.Arbitrary<unknown>;
}
