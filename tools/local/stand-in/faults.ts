import * as z from 'zod';
import { assertNever } from '../../../lambdas/core/assert-never';
import type { Answer } from './answer';
import { problemsIn } from './problems-in';

const faultSchema = z
  .strictObject({
    /**
     * `status` answers with `status`; `hang` never answers; `garbage` answers 200 with what is no JSON; `close` cuts
     * the connection; `half` cuts it in the middle of the usual answer; `slow` answers as usual. All of them after
     * `delayMs`. Default: `status` if a status is given, else `slow`.
     */
    kind: z.enum(['status', 'hang', 'garbage', 'close', 'half', 'slow']).optional(),
    status: z.int().min(300).max(599).optional(),
    /** How many requests it meets. Default: all, until it is taken away. */
    times: z.int().min(1).optional(),
    /** Sent as `Retry-After`. */
    retryAfterSeconds: z.int().min(0).optional(),
    delayMs: z.int().min(0).max(600_000).optional(),
    /** Default: whatever can be made to fail. */
    on: z.string().optional(),
    /** The request is carried out first, so that only its answer is lost. Default false. */
    afterwards: z.boolean().optional(),
  })
  .transform((fault) => ({
    ...fault,
    kind: fault.kind ?? (fault.status === undefined ? ('slow' as const) : ('status' as const)),
  }))
  .refine((fault) => (fault.kind === 'status') === (fault.status !== undefined), {
    error: 'must be given for kind status, and for no other',
    path: ['status'],
  })
  .refine((fault) => fault.kind !== 'slow' || fault.delayMs !== undefined, {
    error: 'must be given when there is neither a status nor a kind',
    path: ['delayMs'],
  });

/** As `PUT /faults` takes it; see the schema for units and defaults. */
export type Fault = z.output<typeof faultSchema>;

/** What a request gets instead of, or before, its answer. */
export type Mishap =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'raw'; readonly body: string }
  | { readonly kind: 'silence' }
  | { readonly kind: 'cut' }
  /** The usual answer, and the connection is cut in the middle of its body. */
  | { readonly kind: 'half' }
  /** The usual answer, only later. */
  | { readonly kind: 'usual' };

/** The one fault that is set, and how often it still strikes. */
export class Faults {
  readonly #schema: z.ZodType<Fault>;
  #fault: Fault | undefined;
  #left = 0;

  /** @param targets what can be made to fail */
  constructor(targets: readonly string[]) {
    this.#schema = faultSchema.refine(({ on }) => on === undefined || targets.includes(on), {
      error: `must be ${targets.join(' or ')}`,
      path: ['on'],
    });
  }

  /** Sets the fault, in place of one that was set before. Gives what is wrong with it. */
  set(value: unknown): readonly string[] {
    const parsed = this.#schema.safeParse(value);
    if (!parsed.success) return problemsIn(parsed.error);
    this.#fault = parsed.data;
    this.#left = parsed.data.times ?? Number.POSITIVE_INFINITY;
    return [];
  }

  clear(): void {
    this.#fault = undefined;
  }

  current(): Fault | undefined {
    return this.#fault;
  }

  /** The fault that strikes a request, counted as one of its times. */
  take(target: string): Fault | undefined {
    const fault = this.#fault;
    if (fault === undefined || (fault.on ?? target) !== target) return undefined;
    this.#left -= 1;
    if (this.#left <= 0) this.#fault = undefined;
    return fault;
  }
}

export function mishapOf(fault: Fault): Mishap {
  switch (fault.kind) {
    case 'status':
      return { kind: 'answer', answer: statusAnswer(fault) };
    case 'garbage':
      return { kind: 'raw', body: '<html><body>Welcome to the proxy</body></html>' };
    case 'hang':
      return { kind: 'silence' };
    case 'close':
      return { kind: 'cut' };
    case 'half':
      return { kind: 'half' };
    case 'slow':
      return { kind: 'usual' };
    default:
      return assertNever(fault.kind);
  }
}

const statusAnswer = ({ status = 500, retryAfterSeconds }: Fault): Answer => ({
  status,
  headers: {
    ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
    ...(status < 400 && { Location: '/elsewhere' }),
  },
  body: { title: 'Told to fail', status },
});
