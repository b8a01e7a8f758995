import type { Lifecycle } from './lifecycle';

/** Where an entity's id can stand in an event. `data.…` is a dotted path into the event's own data. */
export type EntityIdPath = 'subject' | 'actorid' | 'id' | `data.${string}`;

/** A dotted path into an event's own data. */
export type DataPath = `data.${string}`;

export interface EntityRule {
  /** What kind of thing the module keeps state about, such as `agent` or `call`. */
  readonly type: string;
  /** Where to look for its id, in this order; the first place that holds a non-empty string or a number wins. */
  readonly idFrom: readonly [EntityIdPath, ...EntityIdPath[]];
}

interface ManifestBase {
  /** Lower-case words joined by hyphens, 32 characters at most. Names the queue, the function and the outcomes. */
  readonly name: string;
  /** One sentence for people: what the module does with its events. */
  readonly description: string;
  /**
   * The event types the module wants, exact names. Their order here is their rank: of two events of one
   * entity with the very same time, the type named first comes first.
   */
  readonly types: readonly [string, ...string[]];
  /**
   * What must be there in an event of a type, such as `{ 'call.dispositioned': ['data.callDisposition'] }`. One that lacks
   * any of it (absent or `null`) is completed from the platform's record before the module gets it. If the record lacks
   * it too, the module gets it as it is, with `hydratedtime` set.
   */
  readonly requires?: Readonly<Record<string, readonly [DataPath, ...DataPath[]]>>;
  /** Systems outside that the module calls, such as `crm`. Where one is and who may call it, the stage says. */
  readonly dependencies?: readonly string[];
  /** What the module itself may log: a code each, such as `CRM_ACTIVITY_WRITTEN`. Nothing else can be logged. */
  readonly logCodes?: readonly string[];
  /** What the module itself counts, such as `CrmActivityWritten`. Nothing else can be counted. */
  readonly metrics?: readonly string[];
  /** Counted failures after which an event goes to the DLQ, 1–10. Default 3. */
  readonly maxAttempts?: number;
  /** Seconds one invocation may take, 3–150; a second and a half of them are kept to commit in. The queue's visibility timeout is six times as long. Default 10. */
  readonly timeoutSeconds?: number;
  /** Invocations of the processor at once, 2–1000. Default 10. */
  readonly maxConcurrency?: number;
  /** Memory of the processor in MiB, 128–10240. Default 256. */
  readonly memoryMiB?: number;
}

/**
 * Each event is a full snapshot of its entity. One that is older than the newest applied is `stale` and changes
 * nothing.
 */
export interface LatestManifest extends ManifestBase {
  readonly policy: 'latest';
  readonly entity: EntityRule;
}

/**
 * The events of an entity form a lifecycle. One that comes too early is parked until its predecessor is there or
 * its window has passed (`gap`); one that belongs before events that were applied within the window is put in its
 * place; one that comes later than that is `late`.
 */
export interface SequenceManifest extends ManifestBase {
  readonly policy: 'sequence';
  readonly entity: EntityRule;
  /** Which type may follow which. It must name every type of `types` and no other. */
  readonly lifecycle: Lifecycle;
  /** Seconds for which events that belong before an event are waited for, 1–3600. Default 60. */
  readonly windowSeconds?: number;
}

/** Events have nothing to do with each other: no order, no state, each one handled once. */
export interface IndependentManifest extends ManifestBase {
  readonly policy: 'none';
}

/**
 * What a feature module is, as data. The CDK app reads it (queue, function, alarms), ingest reads it
 * (routing), and the module's own function reads it (order). A manifest therefore imports nothing but
 * this type.
 */
export type ModuleManifest = LatestManifest | SequenceManifest | IndependentManifest;

/** How a module wants its events. */
export type OrderPolicy = ModuleManifest['policy'];
