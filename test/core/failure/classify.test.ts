import * as zod from 'zod';
import * as mini from 'zod/mini';
import { classify, type FailureClass } from '../../../lambdas/core/failure/classify';
import {
  DeferredError,
  DependencyFailedError,
  DependencyUnavailableError,
  ModuleTimeoutError,
  PermanentError,
  RetryableError,
  StoreUnavailableError,
} from '../../../lambdas/core/failure/errors';
import {
  ConcurrentCommitError,
  EffectInProgressError,
  MisroutedEventError,
  ParkedEventMissingError,
  ProcessorDiedError,
} from '../../../lambdas/processor/errors';
import { UndecodableMessageError } from '../../../lambdas/processor/queue-record';

const thrownBy = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('It did not throw.');
};

const rejectionOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('It did not reject.');
    },
    (error: unknown) => error,
  );

describe('the errors that modules and adapters throw', () => {
  it.each<[string, unknown, FailureClass]>([
    ['RetryableError', new RetryableError('again'), { kind: 'counted', cause: 'TRANSIENT' }],
    [
      'RetryableError that says when',
      new RetryableError('again', { retryAfterSeconds: 7 }),
      { kind: 'counted', cause: 'TRANSIENT', retryAfterSeconds: 7 },
    ],
    ['PermanentError', new PermanentError('never'), { kind: 'permanent', cause: 'PERMANENT' }],
    [
      'UndecodableMessageError',
      new UndecodableMessageError('?'),
      { kind: 'permanent', cause: 'UNDECODABLE' },
    ],
    ['ProcessorDiedError', new ProcessorDiedError('died'), { kind: 'permanent', cause: 'PROCESSOR_DIED' }],
    ['DeferredError', new DeferredError('later'), { kind: 'not-now', cause: 'BUSY' }],
    [
      'DeferredError that says when',
      new DeferredError('later', { retryAfterSeconds: 9 }),
      { kind: 'not-now', cause: 'BUSY', retryAfterSeconds: 9 },
    ],
    ['EffectInProgressError', new EffectInProgressError('elsewhere'), { kind: 'not-now', cause: 'BUSY' }],
    ['ConcurrentCommitError', new ConcurrentCommitError('others'), { kind: 'not-now', cause: 'BUSY' }],
    [
      'StoreUnavailableError',
      new StoreUnavailableError('throttled'),
      { kind: 'not-now', cause: 'STORE_UNAVAILABLE' },
    ],
    [
      'DependencyUnavailableError',
      new DependencyUnavailableError('crm', { retryAfterSeconds: 30 }),
      { kind: 'not-now', cause: 'DEPENDENCY_UNAVAILABLE', dependency: 'crm', retryAfterSeconds: 30 },
    ],
    [
      'DependencyFailedError',
      new DependencyFailedError('crm', { retryAfterSeconds: 30, cause: new PermanentError('inside') }),
      { kind: 'counted', cause: 'DEPENDENCY_FAILED', dependency: 'crm', retryAfterSeconds: 30 },
    ],
    ['ModuleTimeoutError', new ModuleTimeoutError('slow'), { kind: 'counted', cause: 'TIMEOUT' }],
    ['MisroutedEventError', new MisroutedEventError('wrong'), { kind: 'counted', cause: 'UNEXPECTED' }],
    [
      'ParkedEventMissingError',
      new ParkedEventMissingError('gone'),
      { kind: 'counted', cause: 'UNEXPECTED' },
    ],
  ])('mean what they say: %s', (_, error, expected) => {
    const { kind, cause, dependency, retryAfterSeconds } = classify(error);
    expect({ kind, cause, dependency, retryAfterSeconds }).toEqual({
      dependency: undefined,
      retryAfterSeconds: undefined,
      ...expected,
    });
  });

  it('mean the same when a module has derived from them', () => {
    class QuotaError extends RetryableError {}
    class ForgottenCallError extends PermanentError {}
    expect(classify(new QuotaError('quota'))).toMatchObject({ kind: 'counted', cause: 'TRANSIENT' });
    expect(classify(new ForgottenCallError('?'))).toMatchObject({ kind: 'permanent', cause: 'PERMANENT' });
  });

  it('win over what they look like', () => {
    const rejected = Object.assign(new RetryableError('again'), { status: 404, $metadata: {} });
    expect(classify(rejected)).toMatchObject({ kind: 'counted', cause: 'TRANSIENT' });
  });
});

describe('the errors of a schema', () => {
  const inZod = zod.object({ callId: zod.string() });
  const inMini = mini.object({ callId: mini.string() });

  it.each<[string, unknown]>([
    ['parse', thrownBy(() => inZod.parse({}))],
    ['safeParse', inZod.safeParse({}).error],
    ['parse of mini', thrownBy(() => inMini.parse({}))],
    ['safeParse of mini', inMini.safeParse({}).error],
  ])('are permanent, from %s', (_, error) => {
    expect(classify(error)).toEqual({ kind: 'permanent', cause: 'SCHEMA' });
  });

  it('are no others that have issues, or their name', () => {
    expect(classify(Object.assign(new Error('x'), { issues: [] }))).toMatchObject({ kind: 'counted' });
    expect(classify(Object.assign(new Error('x'), { name: 'ZodError' }))).toMatchObject({ kind: 'counted' });
  });
});

describe('the errors of fetch', () => {
  it('count, when nobody listens', async () => {
    const error = await rejectionOf(fetch('http://127.0.0.1:1/'));
    expect(classify(error)).toEqual({ kind: 'counted', cause: 'UNEXPECTED' });
  });

  it('are timeouts, when its signal aborts', async () => {
    const aborted = await rejectionOf(fetch('http://127.0.0.1:1/', { signal: AbortSignal.abort() }));
    const timedOut = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    expect(classify(aborted)).toEqual({ kind: 'counted', cause: 'TIMEOUT' });
    expect(classify(timedOut)).toEqual({ kind: 'counted', cause: 'TIMEOUT' });
  });
});

describe('an error that looks like one of a store', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', 'EAI_AGAIN', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT'])(
    'because its connection was lost says nothing about the event: %s',
    (code) => {
      const error = Object.assign(new Error('x'), { code });
      expect(classify(error)).toEqual({ kind: 'not-now', cause: 'STORE_UNAVAILABLE' });
    },
  );

  it('because a service says who is at fault says nothing about the event', () => {
    const error = Object.assign(new Error('x'), { $fault: 'server' });
    expect(classify(error)).toEqual({ kind: 'not-now', cause: 'STORE_UNAVAILABLE' });
  });

  it.each(['ENOENT', 'ERR_INVALID_ARG_TYPE', 7, undefined])('is none because of its code %p', (code) => {
    expect(classify(Object.assign(new Error('x'), { code }))).toMatchObject({ cause: 'UNEXPECTED' });
  });
});

describe('an answer over HTTP', () => {
  const places: [string, (status: number) => object][] = [
    ['status', (status) => ({ status })],
    ['statusCode', (statusCode) => ({ statusCode })],
    ['response.status', (status) => ({ response: { status } })],
  ];

  describe.each(places)('whose error says so as `%s`', (_, fields) => {
    it.each([400, 404, 405, 406, 410, 411, 413, 414, 415, 422])('is final when it is %d', (status) => {
      const error = Object.assign(new Error('x'), fields(status));
      expect(classify(error)).toEqual({ kind: 'permanent', cause: 'REJECTED' });
    });

    it.each([401, 402, 403, 407, 408, 409, 421, 423, 425, 429, 500, 501, 502, 503, 504, 599])(
      'counts, and judges not the request, when it is %d',
      (status) => {
        const error = Object.assign(new Error('x'), fields(status));
        expect(classify(error)).toEqual({ kind: 'counted', cause: 'TRANSIENT' });
      },
    );

    it.each([0, 200, 204, 302, 399])('is unexpected when it is %d', (status) => {
      const error = Object.assign(new Error('x'), fields(status));
      expect(classify(error)).toEqual({ kind: 'counted', cause: 'UNEXPECTED' });
    });
  });

  it('may say how long to wait', () => {
    const error = Object.assign(new Error('x'), { status: 429, retryAfterSeconds: 90 });
    expect(classify(error)).toEqual({ kind: 'counted', cause: 'TRANSIENT', retryAfterSeconds: 90 });
  });

  it.each(['404', null, {}, '4xx'])('is unexpected when its status is no number: %j', (status) => {
    expect(classify(Object.assign(new Error('x'), { status }))).toMatchObject({ cause: 'UNEXPECTED' });
  });
});

describe('how long to wait', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, -0.5])(
    'is not said by %d',
    (retryAfterSeconds) => {
      for (const error of [
        new RetryableError('again', { retryAfterSeconds }),
        new DeferredError('later', { retryAfterSeconds }),
        new DependencyFailedError('crm', { retryAfterSeconds }),
        Object.assign(new Error('x'), { status: 429, retryAfterSeconds }),
      ]) {
        expect(classify(error).retryAfterSeconds).toBeUndefined();
      }
    },
  );

  it('is not said by a text', () => {
    const error = Object.assign(new Error('x'), { status: 429, retryAfterSeconds: '90' });
    expect(classify(error).retryAfterSeconds).toBeUndefined();
  });
});

describe('anything else that is thrown', () => {
  it.each([
    undefined,
    null,
    'text',
    7,
    true,
    Symbol('s'),
    10n,
    {},
    [],
    new Error('x'),
    new TypeError('x'),
    new SyntaxError('x'),
    new AggregateError([new PermanentError('x')]),
    Object.create(null),
    () => undefined,
  ])('is unexpected, and counts: %p', (thrown) => {
    expect(classify(thrown)).toEqual({ kind: 'counted', cause: 'UNEXPECTED' });
  });
});
