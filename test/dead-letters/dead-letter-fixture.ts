import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { SqsDeadLetterQueue } from '../../lambdas/adapters/sqs-dead-letter-queue';
import type { FailureCause } from '../../lambdas/contract/failure-cause';
import { defaultPayloadLimits } from '../../lambdas/contract/payload-limits';
import type { ModuleManifest } from '../../lambdas/contract/module-manifest';
import { breakerKey, claimKey } from '../../lambdas/contract/table-schema';
import { messageOf } from '../../lambdas/core/claim-check';
import { instantFromEpochMs } from '../../lambdas/core/instant';
import { payloadUri } from '../../lambdas/core/payload-uri';
import type { Payload, PayloadStore } from '../../lambdas/core/ports';
import { deduplicationIdOf, routeEvent } from '../../lambdas/core/route-event';
import type { ModuleEvent } from '../../lambdas/processor/feature-module';
import type { DeadLetter, ModuleQueue } from '../../tools/dead-letters/dead-letter';
import type { DeadLetterFilter } from '../../tools/dead-letters/dead-letter-filter';
import type { ListOptions } from '../../tools/dead-letters/list-dead-letters';
import {
  type DeadLetters,
  type DeadLettersOptions,
  openDeadLetters,
} from '../../tools/dead-letters/open-dead-letters';
import { type Clock, ManualClock } from '../../tools/local/clock';
import { startS3Server } from '../../tools/local/s3/server';
import { startSqsServer } from '../../tools/local/sqs/server';
import type { LocalDynamoDb } from '../contract/local-services';
import { type EventSketch, moduleEvent } from '../module-kit';

/** 2026-11-23T12:00:00Z */
export const startMs = 1_795_435_200_000;

const region = 'us-east-1';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Decides for each call of SQS whether it fails. */
export type Fault = (command: string, input: Readonly<Record<string, unknown>>) => Error | undefined;

interface FixtureParts {
  readonly dynamodb: DynamoDBClient;
  readonly endpoint: string;
  readonly s3Endpoint: string;
  readonly clock: ManualClock;
  readonly tables: string;
}

/** SQS and DynamoDB as the local runner has them, SQS on a clock that only moves when it is told to, or waited for. */
export class DeadLetterFixture {
  readonly clock: ManualClock;
  /** How long each wait was, in milliseconds. */
  readonly waits: number[] = [];
  /** Calls of SQS by the library, in their order. */
  readonly calls: string[] = [];
  fault: Fault = () => undefined;
  readonly queues: ModuleQueue[] = [];
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  /** Nothing fails here. */
  readonly bystander: SQSClient;
  readonly #tables: string;
  #sent = 0;
  readonly #closings: (() => Promise<void> | void)[] = [];

  private constructor({ dynamodb, endpoint, s3Endpoint, clock, tables }: FixtureParts) {
    this.dynamodb = dynamodb;
    this.clock = clock;
    this.#tables = tables;
    const options = { region, credentials, endpoint, maxAttempts: 1 };
    this.sqs = new SQSClient(options);
    this.bystander = new SQSClient(options);
    this.s3 = new S3Client({ ...options, endpoint: s3Endpoint, forcePathStyle: true });
    this.sqs.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          this.calls.push(commandName);
          const error = this.fault(commandName, { ...args.input });
          if (error) throw error;
          return next(args);
        },
      { step: 'initialize' },
    );
  }

  static async start(
    database: LocalDynamoDb,
    manifests: readonly ModuleManifest[],
  ): Promise<DeadLetterFixture> {
    fixtures += 1;
    const tables = `run${fixtures}`;
    const clock = new ManualClock(startMs);
    const server = await startSqsServer({ clock, region, accountId: '000000000000' });
    const { endpoint } = server;
    const objects = await startS3Server({ clock });
    objects.createBucket(payloadBucket);
    const parts = { dynamodb: database.client, endpoint, s3Endpoint: objects.endpoint, clock, tables };
    const fixture = new DeadLetterFixture(parts);
    await Promise.all(['claims', 'control'].map((name) => database.createTable(`${tables}-${name}`)));
    for (const manifest of manifests) fixture.queues.push(await fixture.#createQueues(manifest));
    fixture.#closings.push(
      () => server.close(),
      () => objects.close(),
    );
    return fixture;
  }

  async close(): Promise<void> {
    this.sqs.destroy();
    this.s3.destroy();
    this.bystander.destroy();
    for (const close of this.#closings) await close();
  }

  /** The clock as the library sees it: a wait is over at once, and time has passed by then. */
  get jumpingClock(): Clock {
    return {
      now: () => this.clock.now(),
      schedule: (delayMs, action) => {
        this.waits.push(delayMs);
        queueMicrotask(() => {
          this.clock.advance(delayMs);
          action();
        });
        return () => undefined;
      },
    };
  }

  get claimsTable(): string {
    return `${this.#tables}-claims`;
  }

  get controlTable(): string {
    return `${this.#tables}-control`;
  }

  open(options: Partial<DeadLettersOptions> = {}): DeadLetters {
    const { dynamodb, sqs, s3, queues, claimsTable, controlTable, jumpingClock: clock } = this;
    return openDeadLetters({
      dynamodb,
      sqs,
      s3,
      queues,
      claimsTable,
      controlTable,
      clock,
      pollSeconds: 0,
      ...options,
    });
  }

  /** The first that a listing finds. */
  async first(filter: DeadLetterFilter = {}, options: ListOptions = {}): Promise<DeadLetter | undefined> {
    const { letters } = await this.open().list(filter, options);
    return letters[0];
  }

  /** Takes out what waits in a module's queue. */
  async inQueue(module = 'call-lifecycle'): Promise<Message[]> {
    return this.drain(this.queueOf(module).queueUrl);
  }

  /** Takes out what lies in a module's DLQ. */
  async inDlq(module = 'call-lifecycle'): Promise<Message[]> {
    return this.drain(this.queueOf(module).dlqUrl);
  }

  queueOf(module = 'call-lifecycle'): ModuleQueue {
    const queue = this.queues.find(({ manifest }) => manifest.name === module);
    if (!queue) throw new Error(`There is no queue of ${module}.`);
    return queue;
  }

  /** Into the DLQ, by the very code with which a processor gives an event up. */
  async giveUp(module: string, sketch: EventSketch, failure: Partial<GivenUp> = {}): Promise<ModuleEvent> {
    const event = moduleEvent(sketch);
    const { manifest, dlqUrl } = this.queueOf(module);
    const content = await messageOf(event, { limits: defaultPayloadLimits, payloads: this.#payloads });
    const groupId = routeEvent(event, [manifest]).deliveries[0]?.groupId;
    if (groupId === undefined) throw new Error(`${event.id} cannot be sent.`);
    const failedAt = instantFromEpochMs(this.clock.now());
    await new SqsDeadLetterQueue(this.bystander, dlqUrl).send({
      record: {
        body: content.body,
        encoding: content.encoding,
        groupId,
        deduplicationId: deduplicationIdOf(event),
      },
      module,
      cause: 'PERMANENT',
      errorName: 'PermanentError',
      attempts: 1,
      firstFailedAt: failedAt,
      lastFailedAt: failedAt,
      entityType: manifest.policy === 'none' ? 'event' : manifest.entity.type,
      event: { id: event.id, type: event.type },
      ...failure,
    });
    return event;
  }

  /** Into any queue, as it is. */
  async send(queueUrl: string, body: string, groupId: string): Promise<void> {
    const id = `sent-${(this.#sent += 1)}`;
    const command = {
      QueueUrl: queueUrl,
      MessageBody: body,
      MessageGroupId: groupId,
      MessageDeduplicationId: id,
    };
    await this.bystander.send(new SendMessageCommand(command));
  }

  /** A received message once more, into any queue, under the ids that it has: as a processor gives it up. */
  async sendAs(queueUrl: string, message: Message | undefined): Promise<void> {
    await this.bystander.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: message?.Body,
        MessageGroupId: message?.Attributes?.MessageGroupId,
        MessageDeduplicationId: message?.Attributes?.MessageDeduplicationId,
      }),
    );
  }

  /** Takes out whatever can be received, in its order. */
  async drain(queueUrl: string): Promise<Message[]> {
    const drained: Message[] = [];
    for (let batch = await this.receive(queueUrl); batch.length > 0; batch = await this.receive(queueUrl)) {
      for (const { ReceiptHandle } of batch) {
        await this.bystander.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
      }
      drained.push(...batch);
    }
    return drained;
  }

  async receive(queueUrl: string): Promise<Message[]> {
    const { Messages = [] } = await this.bystander.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    );
    return Messages;
  }

  async setBreaker(dependency: string, kind: 'closed' | 'open' | 'half-open'): Promise<void> {
    const item = { pk: breakerKey(dependency), version: 1, breaker: { kind } };
    await this.dynamodb.send(new PutItemCommand({ TableName: this.controlTable, Item: marshall(item) }));
  }

  /** As ingest puts it, with what processors have noted since. */
  async putClaim(event: ModuleEvent, noted: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const item = {
      pk: claimKey(event.source, event.id),
      source: event.source,
      id: event.id,
      outcomes: {},
      expiresAt: Math.floor(this.clock.now() / 1000) + 35 * 86_400,
      ...noted,
    };
    await this.dynamodb.send(new PutItemCommand({ TableName: this.claimsTable, Item: marshall(item) }));
  }

  async item(pk: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.dynamodb.send(
      new GetItemCommand({ TableName: this.claimsTable, Key: marshall({ pk }) }),
    );
    return Item && unmarshall(Item);
  }

  claimOf(event: ModuleEvent): Promise<Record<string, unknown> | undefined> {
    return this.item(claimKey(event.source, event.id));
  }

  /** As an event's data is kept when it is accepted. */
  get #payloads(): PayloadStore {
    const put = async ({ key, bytes }: Payload): Promise<string> => {
      const Key = `payloads/${key}`;
      await this.s3.send(new PutObjectCommand({ Bucket: payloadBucket, Key, Body: bytes }));
      return payloadUri({ bucket: payloadBucket, key: Key });
    };
    const never = (): Promise<never> => Promise.reject(new Error('Nothing is read here.'));
    return { put, get: never, renew: never };
  }

  async #createQueues(manifest: ModuleManifest): Promise<ModuleQueue> {
    return {
      manifest,
      queueUrl: await this.#createQueue(`${manifest.name}.fifo`),
      dlqUrl: await this.#createQueue(`${manifest.name}-dlq.fifo`),
    };
  }

  async #createQueue(name: string): Promise<string> {
    const Attributes = {
      FifoQueue: 'true',
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    };
    const { QueueUrl = '' } = await this.bystander.send(
      new CreateQueueCommand({ QueueName: name, Attributes }),
    );
    return QueueUrl;
  }
}

let fixtures = 0;
export const payloadBucket = 'payloads';

interface GivenUp {
  readonly cause: FailureCause;
  readonly errorName: string;
  readonly attempts: number;
  readonly firstFailedAt: string;
  readonly lastFailedAt: string;
}
