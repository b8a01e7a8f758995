import type { Clock } from '../clock';
import { SqsError, invalidValue, queueDoesNotExist } from './errors';
import { Queue } from './queue';
import {
  type AttributeMap,
  changeAttributes,
  createAttributes,
  isSameValue,
  settingsOf,
} from './queue-attributes';
import { allowsRedriveFrom } from './redrive-policy';

export interface QueueRegistryOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  /** Start of every queue URL, such as `http://127.0.0.1:9324`. */
  readonly endpoint: string;
  readonly newId: () => string;
  readonly maxInFlight: number;
}

/** The queues of one account in one region. */
export class QueueRegistry {
  readonly #options: QueueRegistryOptions;
  readonly #queues = new Map<string, Queue>();

  constructor(options: QueueRegistryOptions) {
    this.#options = options;
  }

  /** The existing queue if the name is taken and the given attributes agree with it. */
  create(name: string, given: AttributeMap): Queue {
    checkName(name, given['FifoQueue'] === 'true');
    const existing = this.#queues.get(name);
    if (existing) return agreeing(existing, given);
    const { clock, newId, maxInFlight } = this.#options;
    const arn = this.arnOf(name);
    const attributes = createAttributes(given);
    this.#checkRedrivePolicy(arn, attributes, given);
    const findByArn = (target: string) => this.findByArn(target);
    const queue = new Queue({ name, arn, clock, newId, attributes, maxInFlight, findByArn });
    this.#queues.set(name, queue);
    return queue;
  }

  change(queue: Queue, given: AttributeMap): void {
    const attributes = changeAttributes(queue.attributes, given);
    this.#checkRedrivePolicy(queue.arn, attributes, given);
    queue.setAttributes(attributes);
  }

  delete(queue: Queue): void {
    this.#queues.delete(queue.name);
    queue.close();
  }

  /** By queue URL; the host does not matter, and the bare name does as well. */
  findByUrl(url: string): Queue {
    const parts = url.split('/');
    const name = parts.at(-1) ?? '';
    const isOwn = parts.length === 1 || parts.at(-2) === this.#options.accountId;
    return this.findByName(isOwn ? name : '');
  }

  findByName(name: string): Queue {
    const queue = this.#queues.get(name);
    if (!queue) throw queueDoesNotExist();
    return queue;
  }

  findByArn(arn: string): Queue | undefined {
    const queue = this.#queues.get(arn.split(':').at(-1) ?? '');
    return queue?.arn === arn ? queue : undefined;
  }

  /** Queues whose redrive policy names this queue as their dead-letter queue. */
  sourcesOf(queue: Queue): Queue[] {
    return this.all().filter((source) => source.settings.redrivePolicy?.deadLetterTargetArn === queue.arn);
  }

  /** In order of their names. */
  all(): Queue[] {
    return [...this.#queues.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  urlOf(queue: Queue): string {
    return `${this.#options.endpoint}/${this.#options.accountId}/${queue.name}`;
  }

  arnOf(name: string): string {
    return `arn:aws:sqs:${this.#options.region}:${this.#options.accountId}:${name}`;
  }

  #checkRedrivePolicy(arn: string, attributes: AttributeMap, given: AttributeMap): void {
    const { redrivePolicy, isFifo } = settingsOf(attributes);
    if (!redrivePolicy || given['RedrivePolicy'] === undefined) return;
    const refuse = (reason: string) => invalidValue('RedrivePolicy', given['RedrivePolicy'] ?? '', reason);
    const target = this.findByArn(redrivePolicy.deadLetterTargetArn);
    if (!target) throw refuse('Dead letter target does not exist.');
    if (target.arn === arn) throw refuse('A queue cannot be its own dead letter target.');
    if (target.settings.isFifo !== isFifo) {
      throw refuse('Dead-letter queue must be same type of queue as the source.');
    }
    if (!allowsRedriveFrom(target.settings.redriveAllowPolicy, arn)) {
      throw refuse('The RedriveAllowPolicy of the dead letter target does not permit this source queue.');
    }
  }
}

function agreeing(queue: Queue, given: AttributeMap): Queue {
  for (const [name, value] of Object.entries(given)) {
    if (isSameValue(name, queue.attributes[name], value)) continue;
    throw new SqsError(
      'QueueNameExists',
      `A queue already exists with the same name and a different value for attribute ${name}`,
    );
  }
  return queue;
}

function checkName(name: string, isFifo: boolean): void {
  const stem = isFifo && name.endsWith('.fifo') ? name.slice(0, -'.fifo'.length) : name;
  const hasSuffix = stem !== name;
  if (hasSuffix === isFifo && name.length <= 80 && /^[A-Za-z0-9_-]+$/.test(stem)) return;
  throw new SqsError(
    'InvalidParameterValueException',
    isFifo
      ? `The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length. Got '${name}'.`
      : `Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length. Got '${name}'.`,
  );
}
