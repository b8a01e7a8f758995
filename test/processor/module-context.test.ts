import type { IndependentManifest } from '../../lambdas/contract/module-manifest';
import type { ModuleLogFields } from '../../lambdas/processor/feature-module';
import { idempotencyKeyOf, moduleContext, workingMs } from '../../lambdas/processor/module-context';
import { noBreakers } from '../../lambdas/processor/breaker/no-breakers';
import { InMemoryOnce } from '../in-memory/in-memory-once';
import { ManualTimer } from '../in-memory/manual-timer';
import { RecordingVoice } from '../in-memory/recording-voice';

const manifest: IndependentManifest = {
  name: 'crm-sync',
  description: 'Writes activities.',
  policy: 'none',
  types: ['call.dispositioned'],
  logCodes: ['CRM_ACTIVITY_WRITTEN'],
  metrics: ['CrmActivityWritten'],
};

interface Changes {
  readonly name?: string;
  readonly source?: string;
  readonly id?: string;
  readonly remainingMs?: number;
}

const contextFixture = (once = new InMemoryOnce()) => {
  const voice = new RecordingVoice();
  const of = ({ name = 'crm-sync', source = 'genesys', id = 'e-1', remainingMs = 10_000 }: Changes = {}) =>
    moduleContext(
      {
        manifest: { ...manifest, name },
        event: { source, id },
        place: { gap: true, late: false },
        invocation: { remainingMs: () => remainingMs },
      },
      { once, voice, breakers: noBreakers, timer: new ManualTimer() },
      new AbortController().signal,
    );
  return { once, voice, of };
};

/** Fields that a type would not let through. */
const untyped = (fields: object): ModuleLogFields => ({ ...fields });

describe('what a module may say', () => {
  it('is its own codes, with numbers', () => {
    const { voice, of } = contextFixture();
    of().log.info('CRM_ACTIVITY_WRITTEN', { status: 201, durationMs: 12.5, count: 0 });
    of().log.warn('CRM_ACTIVITY_WRITTEN');
    expect(voice.lines).toEqual([
      { level: 'info', code: 'CRM_ACTIVITY_WRITTEN', fields: { status: 201, durationMs: 12.5, count: 0 } },
      { level: 'warn', code: 'CRM_ACTIVITY_WRITTEN', fields: {} },
    ]);
  });

  it.each(['Jane Doe called', 'crm_activity_written', 'CRM_ACTIVITY_WRITTEN ', '', 'toString', '0'])(
    'is not the code "%s", nor what stands beside it',
    (code) => {
      const { voice, of } = contextFixture();
      of().log.info(code, { status: 200 });
      expect(voice.lines).toEqual([{ level: 'info', code: 'UNDECLARED_CODE', fields: {} }]);
    },
  );

  it('is nothing where no code is declared', () => {
    const voice = new RecordingVoice();
    const { logCodes: _, metrics: __, ...silent } = manifest;
    const context = moduleContext(
      {
        manifest: silent,
        event: { source: 'genesys', id: 'e-1' },
        place: { gap: false, late: false },
        invocation: { remainingMs: () => 10_000 },
      },
      { once: new InMemoryOnce(), voice, breakers: noBreakers, timer: new ManualTimer() },
      new AbortController().signal,
    );
    context.log.info('CRM_ACTIVITY_WRITTEN');
    context.metrics.count('CrmActivityWritten');
    expect(voice.lines.map(({ code }) => code)).toEqual(['UNDECLARED_CODE', 'UNDECLARED_METRIC']);
    expect(voice.counts).toEqual({});
  });

  it.each<[string, object]>([
    ['a text', { status: '201' }],
    ['a text that is a person’s', { durationMs: 'Jane Doe' }],
    ['an object', { count: { phone: '+49301234567' } }],
    ['an object that counts as a number', { count: { valueOf: () => 1 } }],
    ['no number', { count: Number.NaN }],
    ['an endless number', { durationMs: Number.POSITIVE_INFINITY }],
    ['a negative number', { durationMs: -1 }],
    ['a large integer', { count: 10n }],
    ['a phone number for a count', { count: 49_301_234_567 }],
    ['a phone number for a duration', { durationMs: 301_234_567 }],
    ['a phone number for a status', { status: 112_112 }],
    ['another name', { phone: 4930 }],
    ['an event’s data', { data: { name: 'Jane Doe' } }],
  ])('has no fields with %s', (_, fields) => {
    const { voice, of } = contextFixture();
    of().log.info('CRM_ACTIVITY_WRITTEN', untyped({ ...fields }));
    of().log.info('CRM_ACTIVITY_WRITTEN', untyped({ status: 200, ...fields, count: 1 }));
    expect(voice.lines[0]?.fields).toEqual({});
    expect(JSON.stringify(voice.lines[1])).not.toMatch(/Jane|4930|1234567|112112/);
  });

  it.each([
    [{ status: 599 }, { status: 600 }],
    [{ durationMs: 900_000 }, { durationMs: 900_001 }],
    [{ count: 100_000 }, { count: 100_001 }],
  ])('takes %j and drops %j', (largest, larger) => {
    const { voice, of } = contextFixture();
    of().log.info('CRM_ACTIVITY_WRITTEN', largest);
    of().log.info('CRM_ACTIVITY_WRITTEN', larger);
    expect(voice.lines.map(({ fields }) => fields)).toEqual([largest, {}]);
  });

  it('counts what the manifest declares, and says that something else was counted', () => {
    const { voice, of } = contextFixture();
    of().metrics.count('CrmActivityWritten');
    of().metrics.count('Jane Doe');
    expect(voice.counts).toEqual({ CrmActivityWritten: 1 });
    expect(voice.lines).toEqual([{ level: 'warn', code: 'UNDECLARED_METRIC', fields: {} }]);
  });
});

describe('what identifies an event in a module', () => {
  it('names module, source and event', () => {
    expect(contextFixture().of().idempotencyKey).toBe('crm-sync/genesys/e-1');
  });

  it.each(['漢字 😀', 'a/b', 'ü', '\u0000\uFFFF', "!'()*~", 'a%2Fb', '漢'.repeat(256)])(
    'is ASCII for the id %j',
    (id) => {
      const key = contextFixture().of({ id }).idempotencyKey;
      expect(key).toMatch(/^crm-sync\/genesys\/[\x21-\x2e\x30-\x7e]+$/);
      expect(decodeURIComponent(key)).toBe(`crm-sync/genesys/${id}`);
    },
  );

  it('differs as modules, sources and ids do', () => {
    const keys = [
      idempotencyKeyOf('a', { source: 'b', id: 'c' }),
      idempotencyKeyOf('a', { source: 'b', id: 'c/d' }),
      idempotencyKeyOf('a', { source: 'b', id: 'c%2Fd' }),
      idempotencyKeyOf('a', { source: 'c', id: 'b' }),
      idempotencyKeyOf('b', { source: 'a', id: 'c' }),
      idempotencyKeyOf('a-b', { source: 'c', id: 'd' }),
      idempotencyKeyOf('a', { source: 'b-c', id: 'd' }),
      idempotencyKeyOf('a', { source: 'b', id: 'C' }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('an effect that is to happen once', () => {
  it('gives its result, the second time without running', async () => {
    const { of } = contextFixture();
    let runs = 0;
    const effect = async () => ({ run: (runs += 1) });
    expect(await of().once('write', effect)).toEqual({ run: 1 });
    expect(await of().once('write', effect)).toEqual({ run: 1 });
  });

  it('is another one by its name, its event, its source and its module', async () => {
    const { of, once } = contextFixture();
    const contexts: [Changes, string][] = [
      [{}, 'write'],
      [{}, 'notify'],
      [{ id: 'e-2' }, 'write'],
      [{ id: 'e-1/write' }, 'write'],
      [{ source: 'other' }, 'write'],
      [{ name: 'crm-copy' }, 'write'],
    ];
    const results: number[] = [];
    for (const [changes, name] of contexts) {
      results.push(await of(changes).once(name, async () => results.length));
    }
    expect(results).toEqual([0, 1, 2, 3, 4, 5]);
    expect(new Set(once.keys).size).toBe(contexts.length);
  });

  it('is not the event itself, whatever its name', async () => {
    const { of, once } = contextFixture();
    const context = of();
    await once.run(context.idempotencyKey, async () => 'the event', { remainingMs: () => 10_000 });
    expect(await context.once('', async () => 'an effect')).toBe('an effect');
  });

  it('has the whole time of the function, of which a record in progress is kept', async () => {
    const remaining: number[] = [];
    const { of } = contextFixture(
      new (class extends InMemoryOnce {
        override run: InMemoryOnce['run'] = async (_key, effect, invocation) => {
          remaining.push(invocation.remainingMs());
          return { result: await effect(), isRepeated: false };
        };
      })(),
    );
    await of({ remainingMs: 4000 }).once('write', async () => null);
    expect(remaining).toEqual([4000]);
  });

  it('rejects with what it failed with', async () => {
    const failure = new RangeError('The CRM is down.');
    const { of } = contextFixture();
    await expect(of().once('write', () => Promise.reject(failure))).rejects.toBe(failure);
  });
});

describe('the time of a module', () => {
  it.each([
    [10_000, 9000],
    [1001, 1],
    [1000, 0],
    [0, 0],
    [-5, 0],
  ])('leaves of %d ms a second to commit in: %d ms', (remainingMs, left) => {
    expect(contextFixture().of({ remainingMs }).remainingMs()).toBe(left);
    expect(workingMs({ remainingMs: () => remainingMs })).toBe(left);
  });

  it('goes by while the module works', () => {
    let remainingMs = 3000;
    const context = moduleContext(
      {
        manifest,
        event: { source: 'genesys', id: 'e-1' },
        place: { gap: false, late: false },
        invocation: { remainingMs: () => remainingMs },
      },
      {
        once: new InMemoryOnce(),
        voice: new RecordingVoice(),
        breakers: noBreakers,
        timer: new ManualTimer(),
      },
      new AbortController().signal,
    );
    remainingMs = 2500;
    expect(context.remainingMs()).toBe(1500);
  });

  it('tells where the event stands', () => {
    expect(contextFixture().of()).toMatchObject({ gap: true, late: false });
  });
});
