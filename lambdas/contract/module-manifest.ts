/** Where an entity's id can stand in an event. `data.…` is a dotted path into the event's own data. */
export type EntityIdPath = 'subject' | 'actorid' | 'id' | `data.${string}`;

/**
 * How a module wants its events.
 *
 * - `latest`: each event is a full snapshot of its entity; one that is older than the newest applied
 *   is `stale` and changes nothing.
 */
export type OrderPolicy = 'latest';

/**
 * What a feature module is, as data. The CDK app reads it (queue, function, alarms), ingest reads it
 * (routing), and the module's own function reads it (order). A manifest therefore imports nothing but
 * this type.
 */
export interface ModuleManifest {
  /** Lower-case words joined by hyphens, 32 characters at most. Names the queue, the function and the outcomes. */
  readonly name: string;
  /** One sentence for people: what the module does with its events. */
  readonly description: string;
  readonly policy: OrderPolicy;
  /**
   * The event types the module wants, exact names. Their order here is their rank: of two events of one
   * entity with the very same time, the type named first comes first.
   */
  readonly types: readonly [string, ...string[]];
  readonly entity: {
    /** What kind of thing the module keeps state about, such as `agent` or `call`. */
    readonly type: string;
    /** Where to look for its id, in this order; the first place that holds a non-empty string or a number wins. */
    readonly idFrom: readonly [EntityIdPath, ...EntityIdPath[]];
  };
  /** Seconds one invocation may take, 1–150. The queue's visibility timeout is six times as long. Default 10. */
  readonly timeoutSeconds?: number;
  /** Invocations of the processor at once, 2–1000. Default 10. */
  readonly maxConcurrency?: number;
  /** Memory of the processor in MiB, 128–10240. Default 256. */
  readonly memoryMiB?: number;
}
