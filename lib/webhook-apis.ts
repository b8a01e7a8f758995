import type { ApiKind } from '../lambdas/contract/api-kind';
import type { Construct } from 'constructs';
import { HttpWebhookApi } from './http-webhook-api';
import { RestWebhookApi } from './rest-webhook-api';
import type { WebhookApi, WebhookApiProps } from './webhook-api';

/** A kind of API, and the entry of the ingest function that understands what it hands over. */
export interface WebhookApiClass {
  readonly ingestEntry: string;
  new (scope: Construct, id: string, props: WebhookApiProps): WebhookApi;
}

/** How each kind of API is built. */
export const webhookApis: Readonly<Record<ApiKind, WebhookApiClass>> = {
  rest: RestWebhookApi,
  http: HttpWebhookApi,
};
