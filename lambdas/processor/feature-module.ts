import type { ModuleManifest } from '../contract/module-manifest';
import type { Envelope } from '../core/envelope';

export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** What a module keeps about an entity: a JSON object of at most about 300 KB, `undefined` nowhere in it. */
export type ModuleState = { readonly [key: string]: JsonValue };

/** An event as a module sees it. `data` is what the sender sent: parse it with a schema of your own. */
export type ModuleEvent = Readonly<Envelope>;

/**
 * A feature module: its manifest and its code. With the policy `latest` each event is a full snapshot, so the
 * new state follows from the event alone; what the state was before is kept beside it as `previous`.
 */
export interface FeatureModule<State extends ModuleState = ModuleState> {
  readonly manifest: ModuleManifest;
  /**
   * The entity's state after this event. Pure: no clock, no randomness, no calls, because it may run more than
   * once for one event.
   *
   * @throws whatever; the event is then tried again and after the third time goes to the module's DLQ.
   */
  apply(event: ModuleEvent): State;
}
