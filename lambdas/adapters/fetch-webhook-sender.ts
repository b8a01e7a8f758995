import type { SignedRequest, WebhookSender } from '../rotation/ports';

/** Longer than ingest takes for an answer, a cold start included. */
const timeoutMs = 8000;

/** Posts over HTTPS. Redirects are not followed: a webhook has none. */
export class FetchWebhookSender implements WebhookSender {
  async post({ url, headers, body }: SignedRequest): Promise<number> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers },
      body: new Uint8Array(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    return response.status;
  }
}
