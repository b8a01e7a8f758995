import { SQSClient } from '@aws-sdk/client-sqs';
import { ManualClock } from '../../../tools/local/clock';
import { type SqsServer, startSqsServer } from '../../../tools/local/sqs/server';
import { startMs } from './queue-probe';

/** A clock that tells when a long poll begins and when it ends, so that tests need not sleep. */
export class PollClock extends ManualClock {
  readonly #begun = gate();
  readonly #ended = gate();

  /** Resolves when a wait of 20 seconds has begun. */
  get pollBegun(): Promise<void> {
    return this.#begun.opened;
  }

  /** Resolves when that wait was given up or answered. */
  get pollEnded(): Promise<void> {
    return this.#ended.opened;
  }

  override schedule(delayMs: number, action: () => void): () => void {
    const cancel = super.schedule(delayMs, action);
    if (delayMs !== 20_000) return cancel;
    this.#begun.open();
    return () => {
      cancel();
      this.#ended.open();
    };
  }
}

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: () => resolve() };
}

export interface ServerProbe {
  readonly server: SqsServer;
  readonly client: SQSClient;
  readonly clock: PollClock;
  readonly close: () => Promise<void>;
}

/** The server on a free port, with the SDK's client for it. */
export async function startServerProbe(): Promise<ServerProbe> {
  const clock = new PollClock(startMs);
  const server = await startSqsServer({ clock, region: 'us-east-1', accountId: '000000000000' });
  const client = new SQSClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const close = async () => {
    client.destroy();
    await server.close();
  };
  return { server, client, clock, close };
}
