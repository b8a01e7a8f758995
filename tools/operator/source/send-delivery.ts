import * as z from 'zod';

export interface Delivery {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly timeoutMs: number;
}

export const connectionFailures = [
  'REFUSED',
  'UNKNOWN_HOST',
  'TLS',
  'TIMEOUT',
  'BROKEN',
  'NOT_HTTP',
] as const;

export type ConnectionFailure = (typeof connectionFailures)[number];

export interface Answer {
  readonly kind: 'answered';
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  /** What is JSON and an object; of anything else `undefined`. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
}

export type Reply =
  | Answer
  /** Nobody answered. `code` is the system's or TLS's name for it. */
  | { readonly kind: 'unanswered'; readonly failure: ConnectionFailure; readonly code: string };

/** Posts a delivery as senders do: without following a redirect. */
export const sendDelivery = async ({ url, headers, body, timeoutMs }: Delivery): Promise<Reply> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'switchboard-source-check', ...headers },
      body: new Uint8Array(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    const header = (name: string): string | undefined => response.headers.get(name) ?? undefined;
    return { kind: 'answered', status: response.status, header, json: objectIn(text) };
  } catch (error) {
    const code = codeOf(error);
    return { kind: 'unanswered', failure: failureOf(code), code };
  }
};

const objectSchema = z.record(z.string(), z.unknown());

const objectIn = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    return objectSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

const namedSchema = z.object({
  name: z.string().optional().catch(undefined),
  code: z.string().optional().catch(undefined),
});
const failureSchema = namedSchema.extend({ cause: namedSchema.optional().catch(undefined) });

/** `fetch` hides the reason in the cause. A time-out's `code` is a number of old. */
const codeOf = (error: unknown): string => {
  const { name, code, cause } = failureSchema.safeParse(error).data ?? {};
  return cause?.code ?? code ?? cause?.name ?? name ?? 'UNKNOWN';
};

/** In this order; the last one takes the rest. */
const failurePatterns: readonly (readonly [pattern: RegExp, failure: ConnectionFailure])[] = [
  [/^ECONNREFUSED$/, 'REFUSED'],
  [/^ENOTFOUND$|^EAI_/, 'UNKNOWN_HOST'],
  [/CERT|TLS|SSL|SIGNATURE|^EPROTO$/, 'TLS'],
  [/TIMEOUT|TIMEDOUT|^TimeoutError$/, 'TIMEOUT'],
  [/^HPE_|^HTTPParserError$/, 'NOT_HTTP'],
  [/^/, 'BROKEN'],
];

export const failureOf = (code: string): ConnectionFailure =>
  failurePatterns.find(([pattern]) => pattern.test(code))?.[1] ?? 'BROKEN';
