import { ManualClock } from '../../../tools/local/clock';
import { SqsEngine } from '../../../tools/local/sqs/engine';
import { SqsError } from '../../../tools/local/sqs/errors';
import type { RequestOf } from '../../../tools/local/sqs/requests';

/** 2026-11-23T12:00:00Z */
export const startMs = 1_795_435_200_000;

type Attributes = Readonly<Record<string, string>>;
type ReceiveRequest = Omit<RequestOf<'ReceiveMessage'>, 'QueueUrl'>;
type SendRequest = Omit<RequestOf<'SendMessage'>, 'QueueUrl' | 'MessageBody'>;

interface ProbeOptions {
  readonly maxInFlight?: number;
}

/** An engine on a clock that stands still, with ids that count up. */
export class EngineProbe {
  readonly clock = new ManualClock(startMs);
  readonly engine: SqsEngine;
  #lastId = 0;

  constructor(options: ProbeOptions = {}) {
    this.engine = new SqsEngine({
      ...options,
      clock: this.clock,
      region: 'us-east-1',
      accountId: '000000000000',
      endpoint: 'http://127.0.0.1:9324',
      newId: () => `id-${(this.#lastId += 1)}`,
    });
  }

  standard(attributes: Attributes = {}, name = 'tasks'): QueueProbe {
    const { QueueUrl } = this.engine.createQueue({ QueueName: name, Attributes: attributes });
    return new QueueProbe(this, QueueUrl);
  }

  fifo(attributes: Attributes = {}, name = 'events.fifo'): QueueProbe {
    return this.standard({ FifoQueue: 'true', ...attributes }, name);
  }

  advanceSeconds(seconds: number): void {
    this.clock.advance(seconds * 1000);
  }
}

/** One queue, with short words for what the probes do often. */
export class QueueProbe {
  readonly #probe: EngineProbe;
  readonly url: string;
  #sent = 0;

  constructor(probe: EngineProbe, url: string) {
    this.#probe = probe;
    this.url = url;
  }

  get arn(): string {
    return this.attribute('QueueArn') ?? '';
  }

  attribute(name: string): string | undefined {
    const { engine } = this.#probe;
    return engine.getQueueAttributes({ QueueUrl: this.url, AttributeNames: [name] }).Attributes[name];
  }

  /** Messages that are waiting, in flight, delayed. */
  counts(): readonly [number, number, number] {
    const count = (suffix: string) => Number(this.attribute(`ApproximateNumberOfMessages${suffix}`));
    return [count(''), count('NotVisible'), count('Delayed')];
  }

  send(body: string, request: SendRequest = {}) {
    return this.#probe.engine.sendMessage({ QueueUrl: this.url, MessageBody: body, ...request });
  }

  /** Into a group of a FIFO queue, under a deduplication id of its own. */
  sendTo(group: string, ...bodies: readonly string[]): void {
    for (const body of bodies) {
      this.#sent += 1;
      this.send(body, { MessageGroupId: group, MessageDeduplicationId: `unique-${this.#sent}` });
    }
  }

  /** All that one receive gives: up to 10, every attribute shown. */
  async receive(request: ReceiveRequest = {}, signal?: AbortSignal) {
    const { Messages = [] } = await this.#probe.engine.receiveMessage(
      {
        QueueUrl: this.url,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
        ...request,
      },
      signal,
    );
    return Messages;
  }

  async receiveBodies(request: ReceiveRequest = {}): Promise<string[]> {
    return (await this.receive(request)).map(({ Body }) => Body);
  }

  /** The only message that a receive gives. */
  async receiveOne(request: ReceiveRequest = {}) {
    const [message, ...others] = await this.receive({ MaxNumberOfMessages: 1, ...request });
    if (!message || others.length > 0) throw new Error('expected exactly one message');
    return message;
  }

  delete({ ReceiptHandle }: { readonly ReceiptHandle: string }): void {
    this.#probe.engine.deleteMessage({ QueueUrl: this.url, ReceiptHandle });
  }

  changeVisibility({ ReceiptHandle }: { readonly ReceiptHandle: string }, seconds: number): void {
    const change = { QueueUrl: this.url, ReceiptHandle, VisibilityTimeout: seconds };
    this.#probe.engine.changeMessageVisibility(change);
  }
}

/** The error that an action ends with, as far as a client can tell it from others. */
export function refusalOf(action: () => unknown): { type: string; message: string } {
  try {
    action();
  } catch (error) {
    if (error instanceof SqsError) return { type: error.type, message: error.message };
    throw error;
  }
  throw new Error('the action was not refused');
}

/** What a promise has given so far; undefined while it is pending. */
export async function settledValue<T>(promise: Promise<T>): Promise<T | undefined> {
  await new Promise((resolve) => setImmediate(resolve));
  return Promise.race([promise, Promise.resolve(undefined)]);
}
