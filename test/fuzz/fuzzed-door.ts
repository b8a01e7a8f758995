import type fc from 'fast-check';
import type { ModuleManifest } from '../../lambdas/contract/module-manifest';
import type { IngestRuntime } from '../../lambdas/ingest/create-ingest-handler';
import type { IngestDependencies } from '../../lambdas/ingest/ports';
import type { FuzzRequest, Header } from './fuzz-request';
import type { FuzzedSender } from './fuzz-sources';

/** A handler that takes requests over HTTP, and the events that bring them to it. */
export interface FuzzedDoor {
  createHandler(config: IngestRuntime, deps: IngestDependencies): (event: unknown) => Promise<unknown>;
  /** The headers as they are left when the gateway has gone over them. */
  headersBehind(headers: readonly Header[]): readonly Header[];
  /** The event that a request becomes. */
  toEvent(request: FuzzRequest): unknown;
  /** Events that only a wrong integration sends: none of them is a request. */
  readonly malformedEvents: fc.Arbitrary<unknown>;
}

/** Who posts to a door, and what is behind it. */
export interface FuzzedSetting {
  readonly senders: readonly FuzzedSender[];
  readonly modules: readonly ModuleManifest[];
  /** Absent: there is no hydration. */
  readonly platformUrl?: string;
}
