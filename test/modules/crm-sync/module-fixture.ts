import type { CallState } from '../../../lambdas/modules/crm-sync/call-state';
import type { ActivityRequest } from '../../../lambdas/modules/crm-sync/crm-port';
import { crmSync } from '../../../lambdas/modules/crm-sync/manifest';
import { crmSyncModule } from '../../../lambdas/modules/crm-sync/module';
import type { JsonValue, ModuleContext, ModuleEvent } from '../../../lambdas/processor/feature-module';

/** A CRM that keeps what it is sent, or fails. */
export class FakeCrm {
  readonly requests: ActivityRequest[] = [];
  failure: Error | undefined;

  readonly putActivity = async (request: ActivityRequest): Promise<{ created: boolean }> => {
    this.requests.push(request);
    if (this.failure) throw this.failure;
    return { created: true };
  };
}

/** A context that keeps what is logged and counted, and what was done once. */
export class FakeContext {
  readonly #done = new Map<string, string>();
  readonly told: unknown[] = [];

  of(event: ModuleEvent): ModuleContext {
    const idempotencyKey = `crm-sync/genesys/${event.id}`;
    const tell = (level: string) => (code: string, fields?: unknown) => {
      expect(crmSync.logCodes).toContain(code);
      this.told.push([level, code, ...(fields === undefined ? [] : [fields])]);
    };
    return {
      gap: false,
      late: false,
      idempotencyKey,
      once: (name, effect) => this.#once(`${idempotencyKey}/${name}`, effect),
      dependency: (name) => {
        expect(crmSync.dependencies).toContain(name);
        return { call: (fn) => fn(AbortSignal.any([])) };
      },
      remainingMs: () => 10_000,
      signal: AbortSignal.any([]),
      log: { info: tell('info'), warn: tell('warn') },
      metrics: {
        count: (name) => {
          expect(crmSync.metrics).toContain(name);
          this.told.push(name);
        },
      },
    };
  }

  async #once<Result extends JsonValue>(name: string, effect: () => Promise<Result>): Promise<Result> {
    const known = this.#done.get(name);
    if (known !== undefined) return JSON.parse(known);
    const result = await effect();
    this.#done.set(name, JSON.stringify(result));
    return result;
  }
}

/** The state after events, in the order in which they are given. */
export const stateAfter = (...events: readonly ModuleEvent[]): CallState => {
  const module = crmSyncModule(new FakeCrm());
  const place = { gap: false, late: false };
  const state = events.reduce<CallState | undefined>(
    (before, event) => module.apply(before, event, place),
    undefined,
  );
  if (!state) throw new Error('Without events there is no state.');
  return state;
};
