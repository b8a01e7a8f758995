import type * as z from 'zod';
import type { SqsEngine } from './engine';
import { SqsError, missingParameter } from './errors';
import { requestSchemas as schemas } from './requests';

export interface Call {
  /** The operation's name as the sender wrote it. */
  readonly operation: string;
  readonly body: unknown;
  /** Aborted when the sender has gone away. */
  readonly signal: AbortSignal;
}

type Operation = (engine: SqsEngine, call: Call) => object | Promise<object>;

const operations: Readonly<Record<string, Operation>> = {
  CreateQueue: operation(schemas.CreateQueue, (engine, request) => engine.createQueue(request)),
  DeleteQueue: operation(schemas.DeleteQueue, (engine, request) => engine.deleteQueue(request)),
  GetQueueUrl: operation(schemas.GetQueueUrl, (engine, request) => engine.getQueueUrl(request)),
  ListQueues: operation(schemas.ListQueues, (engine, request) => engine.listQueues(request)),
  ListDeadLetterSourceQueues: operation(schemas.ListDeadLetterSourceQueues, (engine, request) =>
    engine.listDeadLetterSourceQueues(request),
  ),
  GetQueueAttributes: operation(schemas.GetQueueAttributes, (engine, request) =>
    engine.getQueueAttributes(request),
  ),
  SetQueueAttributes: operation(schemas.SetQueueAttributes, (engine, request) =>
    engine.setQueueAttributes(request),
  ),
  PurgeQueue: operation(schemas.PurgeQueue, (engine, request) => engine.purgeQueue(request)),
  TagQueue: operation(schemas.TagQueue, (engine, request) => engine.tagQueue(request)),
  UntagQueue: operation(schemas.UntagQueue, (engine, request) => engine.untagQueue(request)),
  ListQueueTags: operation(schemas.ListQueueTags, (engine, request) => engine.listQueueTags(request)),
  SendMessage: operation(schemas.SendMessage, (engine, request) => engine.sendMessage(request)),
  SendMessageBatch: operation(schemas.SendMessageBatch, (engine, request) =>
    engine.sendMessageBatch(request),
  ),
  ReceiveMessage: operation(schemas.ReceiveMessage, (engine, request, signal) =>
    engine.receiveMessage(request, signal),
  ),
  DeleteMessage: operation(schemas.DeleteMessage, (engine, request) => engine.deleteMessage(request)),
  DeleteMessageBatch: operation(schemas.DeleteMessageBatch, (engine, request) =>
    engine.deleteMessageBatch(request),
  ),
  ChangeMessageVisibility: operation(schemas.ChangeMessageVisibility, (engine, request) =>
    engine.changeMessageVisibility(request),
  ),
  ChangeMessageVisibilityBatch: operation(schemas.ChangeMessageVisibilityBatch, (engine, request) =>
    engine.changeMessageVisibilityBatch(request),
  ),
  StartMessageMoveTask: operation(schemas.StartMessageMoveTask, (engine, request) =>
    engine.startMessageMoveTask(request),
  ),
  ListMessageMoveTasks: operation(schemas.ListMessageMoveTasks, (engine, request) =>
    engine.listMessageMoveTasks(request),
  ),
  CancelMessageMoveTask: operation(schemas.CancelMessageMoveTask, (engine, request) =>
    engine.cancelMessageMoveTask(request),
  ),
};

/** Checks a request's shape and runs it; throws `SqsError` for what SQS refuses. */
export async function runOperation(engine: SqsEngine, call: Call): Promise<object> {
  const known = Object.hasOwn(operations, call.operation) ? operations[call.operation] : undefined;
  if (known) return known(engine, call);
  throw new SqsError('UnknownOperationException', `The operation '${call.operation}' is not supported here.`);
}

function operation<Request>(
  schema: z.ZodType<Request>,
  run: (engine: SqsEngine, request: Request, signal: AbortSignal) => object | Promise<object>,
): Operation {
  return (engine, { body, signal }) => {
    const parsed = schema.safeParse(body);
    if (!parsed.success) throw refusal(parsed.error, body);
    return run(engine, parsed.data, signal);
  };
}

function refusal({ issues }: z.ZodError, body: unknown): SqsError {
  const issue = issues[0];
  const path = issue?.path.join('.') ?? '';
  const isMissing = issue?.code === 'invalid_type' && issue.message.endsWith('received undefined');
  if (isMissing && body !== undefined) return missingParameter(path);
  const where = path || 'The request body';
  return new SqsError('SerializationException', `${where}: ${issue?.message ?? 'invalid'}`);
}
