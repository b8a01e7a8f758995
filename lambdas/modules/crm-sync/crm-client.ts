import * as z from 'zod/mini';
import type { Environment } from '../../core/environment-reader';
import {
  type ClientAnswer,
  createRestClient,
  type RestClient,
  type RestClientOptions,
} from '../../rest-client/rest-client';
import { kindOf } from '../../rest-client/rest-failure';
import { failureOf } from '../../rest-client/send-request';
import { crmErrors } from './crm-errors';
import type { ActivityRequest, CrmPort } from './crm-port';
import { crmSync } from './manifest';

export type CrmClientOptions = RestClientOptions;

/**
 * A CRM over HTTPS, as the environment says (`dependencyVariables('crm')`). Nothing is fetched before the first
 * activity.
 *
 * @throws {ConfigurationError} when the environment does not say where the CRM is
 */
export const createCrmClient = (environment: Environment, options: CrmClientOptions = {}): CrmPort => {
  const [dependency] = crmSync.dependencies;
  const client = createRestClient(environment, { ...options, dependency, errors: crmErrors });
  return { putActivity: (request) => putActivity(request, client) };
};

const putActivity = async (
  { id, activity, idempotencyKey, signal }: ActivityRequest,
  client: RestClient,
): Promise<{ readonly created: boolean }> => {
  const answered = await client.send({
    method: 'PUT',
    path: `/activities/${encodeURIComponent(id)}`,
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': idempotencyKey },
    body: JSON.stringify(activity),
    signal,
  });
  return resultOf(id, answered);
};

/** Says under which id the activity stands; whoever is not the CRM could not know. */
const answerSchema = z.object({ id: z.string() });

const resultOf = (id: string, { request, answer }: ClientAnswer): { readonly created: boolean } => {
  const failure = failureOf(request, answer);
  if (answer.status !== 200 && answer.status !== 201) throw crmErrors.of[kindOf(answer.status)](failure);
  const parsed = answerSchema.safeParse(answer.json);
  if (parsed.data?.id !== id) throw crmErrors.of['unusable-answer'](failure);
  return { created: answer.status === 201 };
};
