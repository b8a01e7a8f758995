import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import { queueDoesNotExist } from './errors';
import * as operations from './message-operations';
import { MoveTasks, describeTask, taskHandle } from './move-tasks';
import { paginate } from './pages';
import type { Queue } from './queue';
import { describeQueue } from './queue-description';
import { QueueRegistry } from './queue-registry';
import type { RequestOf } from './requests';

export interface SqsEngineOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  /** Start of every queue URL, such as `http://127.0.0.1:9324`. */
  readonly endpoint: string;
  /** Gives a new unique id. Default: random UUIDs. */
  readonly newId?: () => string;
  /** In-flight messages per queue. Default: SQS's quota, 120,000. */
  readonly maxInFlight?: number;
}

/**
 * Amazon SQS for one account and region, in memory, with no I/O of its own: time comes from the clock alone.
 * Requests and answers have the names and shapes of the AWS API; refusals are thrown as `SqsError`.
 */
export class SqsEngine {
  readonly #registry: QueueRegistry;
  readonly #moveTasks: MoveTasks;

  constructor(options: SqsEngineOptions) {
    const { clock, newId = randomUUID, maxInFlight = 120_000 } = options;
    this.#registry = new QueueRegistry({ ...options, newId, maxInFlight });
    this.#moveTasks = new MoveTasks({ registry: this.#registry, clock, newId });
  }

  createQueue({ QueueName, Attributes = {}, tags = {} }: RequestOf<'CreateQueue'>) {
    const queue = this.#registry.create(QueueName, Attributes);
    for (const [key, value] of Object.entries(tags)) queue.tags.set(key, value);
    return { QueueUrl: this.#registry.urlOf(queue) };
  }

  deleteQueue({ QueueUrl }: RequestOf<'DeleteQueue'>) {
    const queue = this.#queue(QueueUrl);
    this.#moveTasks.forget(queue);
    this.#registry.delete(queue);
    return {};
  }

  getQueueUrl({ QueueName, QueueOwnerAWSAccountId }: RequestOf<'GetQueueUrl'>) {
    const url = this.#registry.urlOf(this.#registry.findByName(QueueName));
    if (QueueOwnerAWSAccountId !== undefined && !url.includes(`/${QueueOwnerAWSAccountId}/`)) {
      throw queueDoesNotExist();
    }
    return { QueueUrl: url };
  }

  listQueues(request: RequestOf<'ListQueues'>) {
    const prefix = request.QueueNamePrefix ?? '';
    const matching = this.#registry.all().filter(({ name }) => name.startsWith(prefix));
    const { items, nextToken } = paginate(matching, request);
    return { QueueUrls: items.map((queue) => this.#registry.urlOf(queue)), NextToken: nextToken };
  }

  listDeadLetterSourceQueues(request: RequestOf<'ListDeadLetterSourceQueues'>) {
    const sources = this.#registry.sourcesOf(this.#queue(request.QueueUrl));
    const { items, nextToken } = paginate(sources, request);
    return { queueUrls: items.map((queue) => this.#registry.urlOf(queue)), NextToken: nextToken };
  }

  getQueueAttributes({ QueueUrl, AttributeNames = [] }: RequestOf<'GetQueueAttributes'>) {
    return { Attributes: describeQueue(this.#queue(QueueUrl), AttributeNames) };
  }

  setQueueAttributes({ QueueUrl, Attributes }: RequestOf<'SetQueueAttributes'>) {
    this.#registry.change(this.#queue(QueueUrl), Attributes);
    return {};
  }

  purgeQueue({ QueueUrl }: RequestOf<'PurgeQueue'>) {
    this.#queue(QueueUrl).purge();
    return {};
  }

  tagQueue({ QueueUrl, Tags }: RequestOf<'TagQueue'>) {
    const { tags } = this.#queue(QueueUrl);
    for (const [key, value] of Object.entries(Tags)) tags.set(key, value);
    return {};
  }

  untagQueue({ QueueUrl, TagKeys }: RequestOf<'UntagQueue'>) {
    const { tags } = this.#queue(QueueUrl);
    for (const key of TagKeys) tags.delete(key);
    return {};
  }

  listQueueTags({ QueueUrl }: RequestOf<'ListQueueTags'>) {
    return { Tags: Object.fromEntries(this.#queue(QueueUrl).tags) };
  }

  sendMessage({ QueueUrl, ...message }: RequestOf<'SendMessage'>) {
    return operations.sendMessage(this.#queue(QueueUrl), message);
  }

  sendMessageBatch({ QueueUrl, Entries }: RequestOf<'SendMessageBatch'>) {
    return operations.sendMessageBatch(this.#queue(QueueUrl), Entries);
  }

  /** With a wait, resolves as soon as there is a message; `signal` ends the wait of a receiver that left. */
  async receiveMessage(request: RequestOf<'ReceiveMessage'>, signal?: AbortSignal) {
    return operations.receiveMessage(this.#queue(request.QueueUrl), request, signal);
  }

  deleteMessage({ QueueUrl, ReceiptHandle }: RequestOf<'DeleteMessage'>) {
    operations.deleteMessage(this.#queue(QueueUrl), ReceiptHandle);
    return {};
  }

  deleteMessageBatch({ QueueUrl, Entries }: RequestOf<'DeleteMessageBatch'>) {
    return operations.deleteMessageBatch(this.#queue(QueueUrl), Entries);
  }

  changeMessageVisibility(request: RequestOf<'ChangeMessageVisibility'>) {
    const { ReceiptHandle: handle, VisibilityTimeout: visibilityTimeoutSeconds } = request;
    const change = { handle, visibilityTimeoutSeconds, isBatch: false };
    operations.changeVisibility(this.#queue(request.QueueUrl), change);
    return {};
  }

  changeMessageVisibilityBatch({ QueueUrl, Entries }: RequestOf<'ChangeMessageVisibilityBatch'>) {
    return operations.changeVisibilityBatch(this.#queue(QueueUrl), Entries);
  }

  startMessageMoveTask(request: RequestOf<'StartMessageMoveTask'>) {
    return { TaskHandle: taskHandle(this.#moveTasks.start(request)) };
  }

  listMessageMoveTasks(request: RequestOf<'ListMessageMoveTasks'>) {
    return { Results: this.#moveTasks.list(request).map(describeTask) };
  }

  cancelMessageMoveTask({ TaskHandle }: RequestOf<'CancelMessageMoveTask'>) {
    return { ApproximateNumberOfMessagesMoved: this.#moveTasks.cancel(TaskHandle).moved };
  }

  /** Answers all long polls and stops all timers. */
  close(): void {
    this.#moveTasks.close();
    for (const queue of this.#registry.all()) queue.close();
  }

  #queue(url: string): Queue {
    return this.#registry.findByUrl(url);
  }
}
