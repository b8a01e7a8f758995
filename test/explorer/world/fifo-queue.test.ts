import fc from 'fast-check';
import { SqsEngine } from '../../../tools/local/sqs/engine';
import { FifoQueue, type ReceivedMessage } from './fifo-queue';

/** What is done with a queue; `handle` is a number of the delivery, counted back from the last. */
type Operation =
  | { readonly kind: 'send'; readonly group: string; readonly id: string }
  | { readonly kind: 'receive'; readonly max: number; readonly visibilitySeconds: number | undefined }
  | { readonly kind: 'delete'; readonly handle: number }
  | { readonly kind: 'change'; readonly handle: number; readonly seconds: number }
  | { readonly kind: 'pass'; readonly seconds: number };

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      group: fc.constantFrom('a', 'b', 'c'),
      id: fc.constantFrom('1', '2', '3', '4', '5'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('receive' as const),
      max: fc.integer({ min: 1, max: 10 }),
      visibilitySeconds: fc.constantFrom(undefined, 0, 7),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('delete' as const), handle: fc.integer({ min: 0, max: 6 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      handle: fc.integer({ min: 0, max: 6 }),
      seconds: fc.constantFrom(0, 3, 90),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), seconds: fc.constantFrom(1, 7, 30, 200) }),
  },
);

const maxReceiveCount = 3;
const visibilitySeconds = 30;

class Pair {
  nowMs = 1_700_000_000_000;
  readonly clock = { now: () => this.nowMs, schedule: () => () => undefined };
  readonly lean = new FifoQueue({
    name: 'lean',
    clock: this.clock,
    visibilityMs: visibilitySeconds * 1000,
    maxReceiveCount,
  });
  readonly engine: SqsEngine;
  readonly url: string;
  readonly dlqUrl: string;
  readonly handles: { readonly lean: string; readonly engine: string }[] = [];

  constructor() {
    this.engine = new SqsEngine({
      clock: this.clock,
      region: 'eu-west-1',
      accountId: '123456789012',
      endpoint: 'http://sqs',
    });
    this.dlqUrl = this.engine.createQueue({
      QueueName: 'dlq.fifo',
      Attributes: { FifoQueue: 'true' },
    }).QueueUrl;
    const deadLetterTargetArn = 'arn:aws:sqs:eu-west-1:123456789012:dlq.fifo';
    const Attributes = {
      FifoQueue: 'true',
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      VisibilityTimeout: String(visibilitySeconds),
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }),
    };
    this.url = this.engine.createQueue({ QueueName: 'queue.fifo', Attributes }).QueueUrl;
  }

  async do(operation: Operation): Promise<void> {
    switch (operation.kind) {
      case 'send':
        return this.send(operation.group, operation.id);
      case 'receive':
        return this.receive(operation.max, operation.visibilitySeconds);
      case 'delete':
        return this.withHandle(operation.handle, ({ lean, engine }) => [
          this.lean.delete(lean),
          this.succeeds(() => this.engine.deleteMessage({ QueueUrl: this.url, ReceiptHandle: engine })),
        ]);
      case 'change':
        return this.withHandle(operation.handle, ({ lean, engine }) => [
          this.lean.changeVisibility(lean, operation.seconds * 1000),
          this.succeeds(() =>
            this.engine.changeMessageVisibility({
              QueueUrl: this.url,
              ReceiptHandle: engine,
              VisibilityTimeout: operation.seconds,
            }),
          ),
        ]);
      case 'pass':
        this.nowMs += operation.seconds * 1000;
    }
  }

  private send(group: string, id: string): void {
    this.lean.send({ body: `${group}${id}`, groupId: group, deduplicationId: id });
    this.engine.sendMessage({
      QueueUrl: this.url,
      MessageBody: `${group}${id}`,
      MessageGroupId: group,
      MessageDeduplicationId: id,
    });
  }

  private async receive(max: number, seconds: number | undefined): Promise<void> {
    const lean = this.lean.receive({
      maxMessages: max,
      visibilityMs: seconds === undefined ? undefined : seconds * 1000,
    });
    const { Messages = [] } = await this.engine.receiveMessage({
      QueueUrl: this.url,
      MaxNumberOfMessages: max,
      AttributeNames: ['All'],
      ...(seconds !== undefined && { VisibilityTimeout: seconds }),
    });
    const toldByEngine = Messages.map(
      ({ Body, Attributes }) => `${Body} ${Attributes?.['ApproximateReceiveCount']}`,
    );
    const toldByLean = lean.map(({ body, receiveCount }: ReceivedMessage) => `${body} ${receiveCount}`);
    expect(toldByLean).toEqual(toldByEngine);
    for (const [index, { receiptHandle }] of lean.entries()) {
      this.handles.push({ lean: receiptHandle, engine: Messages[index]?.ReceiptHandle ?? '' });
    }
  }

  private withHandle(
    back: number,
    act: (handle: Pair['handles'][number]) => readonly [boolean, boolean],
  ): void {
    const handle = this.handles.at(-1 - back);
    if (!handle) return;
    const [lean, engine] = act(handle);
    expect(lean).toBe(engine);
  }

  private succeeds(act: () => unknown): boolean {
    try {
      act();
      return true;
    } catch {
      return false;
    }
  }

  /** Messages that the engine has. */
  get count(): number {
    const { Attributes } = this.engine.getQueueAttributes({ QueueUrl: this.url, AttributeNames: ['All'] });
    const counts = Object.entries(Attributes).filter(([name]) =>
      name.startsWith('ApproximateNumberOfMessages'),
    );
    return counts.reduce((sum, [, count]) => sum + Number(count), 0);
  }

  async end(): Promise<void> {
    const { Messages = [] } = await this.engine.receiveMessage({
      QueueUrl: this.dlqUrl,
      MaxNumberOfMessages: 10,
    });
    const moved = this.lean.redriven.map(({ body }) => body);
    expect(moved.slice(0, 10).toSorted()).toEqual(Messages.map(({ Body }) => Body).toSorted());
  }
}

describe('the lean queue', () => {
  it('does what the local SQS engine does, whatever is done with it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 40 }), async (operations) => {
        const pair = new Pair();
        for (const operation of operations) await pair.do(operation);
        await pair.end();
        expect(pair.lean.messages).toHaveLength(pair.count);
      }),
      { numRuns: 300 },
    );
  });
});
