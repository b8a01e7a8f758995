import { sign } from '../../sign';
import * as z from 'zod';
import type { LambdaFunction } from '../simulation/lambda-function';
import type { Simulation } from '../simulation/simulation';

/** An answer that a sender was given, and when. */
export interface Acknowledgement {
  /** What was sent. */
  readonly event: string;
  readonly status: number;
  readonly atMs: number;
  /** Milliseconds from request to answer. */
  readonly tookMs: number;
}

export interface SenderOptions {
  readonly simulation: Simulation;
  readonly ingest: LambdaFunction;
  readonly secret: string;
  readonly mayFail: () => boolean;
}

/** Between a sender's attempts; the last one stays. Senders retry for up to four days. */
const pausesMs = [5_000, 5_000, 30_000, 120_000, 600_000, 3_600_000] as const;

const responseSchema = z.object({ statusCode: z.number() });

/** Whoever sends events: signs them, and sends each again until it is answered 200. */
export class Senders {
  readonly #options: SenderOptions;
  readonly acknowledgements: Acknowledgement[] = [];

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** @param attempts how many at most; default: until it is answered 200 */
  async send(event: string, body: string, attempts = Number.POSITIVE_INFINITY): Promise<void> {
    const signature = sign(body, this.#options.secret);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if ((await this.#post(event, body, signature)) === 200) return;
      await this.#options.simulation.sleep(pausesMs[attempt] ?? 3_600_000);
    }
  }

  /** Sends what somebody else made up, once. */
  async forge(event: string, body: string, signature: string): Promise<void> {
    await this.#post(event, body, signature);
  }

  async #post(event: string, body: string, signature: string): Promise<number | undefined> {
    const { simulation, ingest, mayFail } = this.#options;
    const startedMs = simulation.now();
    const isLost = mayFail() && simulation.choose('fault', 2, () => `answer to ${event}`) === 1;
    const result = await ingest.invoke(requestOf(body, signature));
    const status = result.kind === 'returned' ? responseSchema.parse(result.result).statusCode : 502;
    const atMs = simulation.now();
    this.acknowledgements.push({ event, status, atMs, tookMs: atMs - startedMs });
    simulation.tell(
      'sender',
      () => `${event} is answered ${status}${isLost ? ', ✗ which is lost on its way' : ''}`,
    );
    return isLost ? undefined : status;
  }
}

/** As API Gateway hands it over, payload format 1.0. */
const requestOf = (body: string, signature: string): Record<string, unknown> => ({
  httpMethod: 'POST',
  pathParameters: { source: 'genesys' },
  headers: { 'content-type': 'application/json', 'X-PureCloud-Signature': signature },
  body: Buffer.from(body).toString('base64'),
  isBase64Encoded: true,
});
