import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** A call as it went over the wire. */
export interface WireCall {
  /** Such as `PutItem`. */
  readonly operation: string;
  readonly input: unknown;
}

/** What a fault does with the next call: it never arrives, or it does and its reply is lost. */
export type Fault = 'call-lost' | 'reply-lost';

export interface WireOptions {
  /** Happens to the first call of this operation, or to the `nth`; the client then makes it again by itself. */
  readonly fault?: { readonly operation: string; readonly kind: Fault; readonly nth?: number };
}

const middleware = 'watch-the-wire';

/** The calls that a client makes while `act` runs, each attempt by itself, in their order. */
export const wireCalls = async (
  client: DynamoDBClient,
  act: () => Promise<unknown>,
  { fault }: WireOptions = {},
): Promise<readonly WireCall[]> => {
  const calls: WireCall[] = [];
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const operation = commandName.replace('Command', '');
        calls.push({ operation, input: bodyOf(args.request) });
        const count = calls.filter((call) => call.operation === operation).length;
        if (operation !== fault?.operation || count !== (fault.nth ?? 1)) return next(args);
        if (fault.kind === 'reply-lost') await next(args);
        throw Object.assign(new Error('The connection was cut.'), { code: 'ECONNRESET' });
      },
    { name: middleware, step: 'deserialize', priority: 'low' },
  );
  try {
    await act();
  } finally {
    client.middlewareStack.remove(middleware);
  }
  return calls;
};

const bodyOf = (request: unknown): unknown => {
  const body = typeof request === 'object' && request && 'body' in request ? request.body : undefined;
  if (typeof body === 'string') return JSON.parse(body);
  if (body instanceof Uint8Array) return JSON.parse(new TextDecoder().decode(body));
  throw new TypeError('The body of a call is neither text nor bytes.');
};
