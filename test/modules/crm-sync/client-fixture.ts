import { inspect } from 'node:util';
import type { CrmActivity } from '../../../lambdas/modules/crm-sync/activity';
import { createCrmClient, type CrmClientOptions } from '../../../lambdas/modules/crm-sync/crm-client';
import type { ActivityRequest, CrmPort } from '../../../lambdas/modules/crm-sync/crm-port';
import { client } from '../../local/crm/crm-probe';

export const secretId = 'switchboard/crm';

export const environmentOf = (urls: { readonly url: string; readonly tokenUrl: string }) => ({
  DEPENDENCY_URL_CRM: urls.url,
  DEPENDENCY_TOKEN_URL_CRM: urls.tokenUrl,
  DEPENDENCY_SECRET_ID_CRM: secretId,
});

/** A client whose secret is right and whose clock stands still, unless the options say otherwise. */
export const clientOf = (
  urls: { readonly url: string; readonly tokenUrl: string },
  options: CrmClientOptions = {},
): CrmPort =>
  createCrmClient(environmentOf(urls), {
    readSecret: async () => JSON.stringify(client),
    now: () => Date.parse('2026-11-01T12:00:00.000Z'),
    ...options,
  });

export const crmActivity: CrmActivity = {
  type: 'call',
  callId: 'c-secret-of-a-person',
  disposition: 'Resolved',
  dispositionedAt: '2026-11-01T11:59:00.000Z',
};

export const requestOf = (change: Partial<ActivityRequest> = {}): ActivityRequest => ({
  id: 'call-1',
  activity: crmActivity,
  idempotencyKey: 'crm-sync/genesys/e-1',
  signal: new AbortController().signal,
  ...change,
});

/** Everything that an error says, its causes and hidden fields included. */
export const saidBy = (error: unknown): string => inspect(error, { depth: 20, showHidden: true });

/** What a promise was rejected with. */
export const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => new Error('It was not rejected.'),
    (error: unknown) => error,
  );
