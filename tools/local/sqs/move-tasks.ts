import * as z from 'zod';
import type { Clock } from '../clock';
import { SqsError, invalidValue } from './errors';
import { MoveTask } from './move-task';
import type { Queue } from './queue';
import type { QueueRegistry } from './queue-registry';
import type { RequestOf } from './requests';

const remembered = 10;
const handleParts = z.object({ taskId: z.string(), sourceArn: z.string() });

/** The message move tasks by source queue, newest first. */
export class MoveTasks {
  readonly #bySource = new Map<Queue, MoveTask[]>();
  readonly #registry: QueueRegistry;
  readonly #clock: Clock;
  readonly #newId: () => string;

  constructor({ registry, clock, newId }: { registry: QueueRegistry; clock: Clock; newId: () => string }) {
    this.#registry = registry;
    this.#clock = clock;
    this.#newId = newId;
  }

  start(request: RequestOf<'StartMessageMoveTask'>): MoveTask {
    const { DestinationArn: destinationArn, MaxNumberOfMessagesPerSecond: messagesPerSecond } = request;
    checkRange('MaxNumberOfMessagesPerSecond', messagesPerSecond, 500);
    const source = this.#find('SourceArn', request.SourceArn);
    this.#checkRoute(source, destinationArn);
    const tasks = this.#of(source);
    if (tasks.some(({ status }) => status === 'RUNNING')) {
      throw refusal(
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      );
    }
    const findByArn = (arn: string) => this.#registry.findByArn(arn);
    const options = { id: this.#newId(), clock: this.#clock, source, destinationArn, messagesPerSecond };
    const task = new MoveTask({ ...options, findByArn });
    this.#bySource.set(source, [task, ...tasks].slice(0, remembered));
    return task;
  }

  list({ SourceArn, MaxResults }: RequestOf<'ListMessageMoveTasks'>): readonly MoveTask[] {
    checkRange('MaxResults', MaxResults, remembered);
    return this.#of(this.#find('SourceArn', SourceArn)).slice(0, MaxResults ?? 1);
  }

  /** The cancelled task. */
  cancel(handle: string): MoveTask {
    const { data } = handleParts.safeParse(decode(handle));
    if (!data) throw refusal('Value for parameter TaskHandle is invalid.');
    const tasks = this.#of(this.#find('SourceArn', data.sourceArn));
    const task = tasks.find(({ options }) => options.id === data.taskId);
    if (!task) throw new SqsError('ResourceNotFoundException', 'Task does not exist.');
    if (task.status !== 'RUNNING') {
      throw refusal(`Only a running task can be cancelled; the status of this one is ${task.status}.`);
    }
    task.cancel();
    return task;
  }

  forget(source: Queue): void {
    this.#cancelRunning(this.#of(source));
    this.#bySource.delete(source);
  }

  /** Stops all tasks. */
  close(): void {
    for (const tasks of this.#bySource.values()) this.#cancelRunning(tasks);
  }

  #cancelRunning(tasks: readonly MoveTask[]): void {
    for (const task of tasks) if (task.status === 'RUNNING') task.cancel();
  }

  #of(source: Queue): readonly MoveTask[] {
    return this.#bySource.get(source) ?? [];
  }

  #find(parameter: string, arn: string): Queue {
    const queue = this.#registry.findByArn(arn);
    if (queue) return queue;
    throw new SqsError(
      'ResourceNotFoundException',
      `The resource that you specified for the ${parameter} parameter doesn't exist.`,
    );
  }

  #checkRoute(source: Queue, destinationArn: string | undefined): void {
    if (this.#registry.sourcesOf(source).length === 0) {
      throw refusal('Source queue must be configured as a Dead Letter Queue.');
    }
    if (destinationArn === undefined) return;
    const destination = this.#find('DestinationArn', destinationArn);
    if (destination === source) throw refusal('Source queue and destination queue must not be the same.');
    if (destination.settings.isFifo !== source.settings.isFifo) {
      throw refusal('Source queue and destination queue must be of the same type.');
    }
  }
}

export function taskHandle({ options }: MoveTask): string {
  const parts = { taskId: options.id, sourceArn: options.source.arn };
  return Buffer.from(JSON.stringify(parts)).toString('base64');
}

/** A task as ListMessageMoveTasks answers it; the handle is of use, and shown, while the task runs. */
export function describeTask(task: MoveTask) {
  return {
    TaskHandle: task.status === 'RUNNING' ? taskHandle(task) : undefined,
    Status: task.status,
    SourceArn: task.options.source.arn,
    DestinationArn: task.options.destinationArn,
    MaxNumberOfMessagesPerSecond: task.options.messagesPerSecond,
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    FailureReason: task.failureReason,
    StartedTimestamp: task.startedMs,
  };
}

function decode(handle: string): unknown {
  try {
    return JSON.parse(Buffer.from(handle, 'base64').toString());
  } catch {
    return undefined;
  }
}

function checkRange(parameter: string, value: number | undefined, highest: number): void {
  if (value === undefined || (value >= 1 && value <= highest)) return;
  throw invalidValue(parameter, value, `Must be between 1 and ${highest}, if provided.`);
}

function refusal(message: string): SqsError {
  return new SqsError('InvalidParameterValueException', message);
}
