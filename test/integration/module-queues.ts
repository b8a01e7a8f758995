import { randomUUID } from 'node:crypto';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { groupIdOf, type Entity } from '../../lambdas/core/entity';
import type { LocalSwitchboard, ModuleDescription } from '../../tools/local/local-switchboard';
import type { StandingClock } from './standing-clock';

/** So long every queue waits until it delivers a message again whose processor has died. */
export const visibilityTimeoutSeconds = 1;
/** Longer than a processor makes an event wait after its second failure: three minutes and a quarter of them. */
const longestDelaySeconds = 226;
/** Enough for SQS to move two hundred messages, and too little for one of them to be delivered twice. */
const shortlyMs = 500;

export interface QueuedMessage {
  readonly body: string;
  readonly dedup: string | undefined;
  /** Of the sender. */
  readonly attributes: Readonly<Record<string, string | undefined>>;
}

/** The queues, as an operator and as SQS's own time see them. */
export interface ModuleQueues {
  /** What lies in a queue; it stays there, but invisible for a while. */
  receive(queueUrl: string): Promise<readonly QueuedMessage[]>;
  /** What lies in a module's DLQ; up to ten, and they stay as they are. */
  deadLetters(module: string): Promise<readonly QueuedMessage[]>;
  /** Sends a message to a module as an operator can: past ingest, and past SQS's deduplication. */
  send(module: string, body: string, entity: Entity): Promise<void>;
  /** Puts all that lies in a module's DLQ back into its queue. */
  redrive(module: string): Promise<void>;
  /** Resolves when nothing is left in a module's queue, neither visible nor in work. */
  drained(module: string): Promise<void>;
  /**
   * From now on, whenever messages were given back, lets the time pass until they come again, as soon as the others in
   * work have come to rest; the returned function ends that.
   */
  passTimeAfterFailures(): () => void;
}

export const moduleQueues = (switchboard: LocalSwitchboard, clock: StandingClock): ModuleQueues => {
  const { sqs } = switchboard.clients;
  const urlsOf = (module: string): ModuleDescription => {
    const found = switchboard.description.modules[module];
    if (!found) throw new Error(`The module ${module} is not deployed here.`);
    return found;
  };
  const receive = async (QueueUrl: string, options: { readonly VisibilityTimeout?: number } = {}) => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...all, ...options }));
    return Messages.map(({ Body = '', Attributes, MessageAttributes = {} }) => ({
      body: Body,
      dedup: Attributes?.MessageDeduplicationId,
      attributes: Object.fromEntries(
        Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
      ),
    }));
  };
  return {
    receive: (queueUrl) => receive(queueUrl),
    deadLetters: (module) => receive(urlsOf(module).dlqUrl, { VisibilityTimeout: 0 }),
    send: async (module, MessageBody, entity) => {
      const QueueUrl = urlsOf(module).queueUrl;
      const MessageGroupId = groupIdOf(entity);
      const MessageDeduplicationId = randomUUID();
      await sqs.send(
        new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId, MessageDeduplicationId }),
      );
    },
    redrive: async (module) => {
      const { dlqUrl, queueUrl } = urlsOf(module);
      const [SourceArn, DestinationArn] = await Promise.all([dlqUrl, queueUrl].map((url) => arnOf(url)));
      await sqs.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
      clock.advance(shortlyMs);
    },
    drained: async (module) => {
      const { queueUrl } = urlsOf(module);
      for (;;) {
        const batch = nextBatch(switchboard);
        if (await isEmpty(queueUrl)) return batch.forget();
        await batch.ended;
      }
    },
    passTimeAfterFailures: () => {
      let isAwaitingRest = false;
      let seconds = 0;
      const atRest = (): Promise<unknown> =>
        Promise.all([...switchboard.mappings.values()].map((mapping) => mapping.settled()));
      const pass = async (): Promise<void> => {
        isAwaitingRest = true;
        await atRest();
        isAwaitingRest = false;
        clock.advance(seconds * 1000);
        seconds = 0;
      };
      return switchboard.onEvent((event) => {
        if (event.kind !== 'batch' || event.failedMessageIds.length === 0) return;
        const hasDied = event.failure !== undefined;
        seconds = Math.max(seconds, hasDied ? visibilityTimeoutSeconds : longestDelaySeconds);
        if (!isAwaitingRest) void pass();
      });
    },
  };

  async function arnOf(QueueUrl: string): Promise<string | undefined> {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
    return (await sqs.send(command)).Attributes?.['QueueArn'];
  }

  async function isEmpty(QueueUrl: string): Promise<boolean> {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: counts });
    const { Attributes = {} } = await sqs.send(command);
    return counts.every((name) => Attributes[name] === '0');
  }
};

const all: {
  readonly MaxNumberOfMessages: number;
  readonly MessageSystemAttributeNames: ['All'];
  readonly MessageAttributeNames: string[];
} = { MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] };

const counts: ('ApproximateNumberOfMessages' | 'ApproximateNumberOfMessagesNotVisible')[] = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
];

const nextBatch = ({ onEvent }: LocalSwitchboard) => {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const forget = onEvent((event) => {
    if (event.kind !== 'batch') return;
    forget();
    resolve();
  });
  return { ended, forget };
};
