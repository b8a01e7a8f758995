import type {
  IndependentManifest,
  LatestManifest,
  ModuleManifest,
  SequenceManifest,
} from '../../lambdas/contract/module-manifest';
import { ConfigurationError, type Environment } from '../../lambdas/core/environment-reader';
import { parseProcessorConfig } from '../../lambdas/processor/config';

const common = { name: 'calls', description: 'Keeps calls.', types: ['call.started'] } as const;
const entity = { type: 'call', idFrom: ['data.callId'] } as const;
const latest: LatestManifest = { ...common, policy: 'latest', entity };
const none: IndependentManifest = { ...common, policy: 'none' };
const sequence: SequenceManifest = {
  ...common,
  policy: 'sequence',
  entity,
  lifecycle: { starts: ['call.started'], next: {}, ends: ['call.started'] },
};

const full = {
  QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/1/calls.fifo',
  CLAIMS_TABLE: 'claims',
  ENTITIES_TABLE: 'entities',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/1/dlq.fifo',
  IDEMPOTENCY_TABLE: 'once',
  CLAIM_RETENTION_HOURS: '840',
  PAYLOAD_BUCKET: 'payloads',
  INLINE_BYTES: '65536',
  CLAIM_CHECK_BYTES: '655360',
};

const payloads = {
  payloadBucket: 'payloads',
  payloadLimits: { inlineBytes: 65_536, claimCheckBytes: 655_360 },
};

/** What every processor needs. */
const always = [
  'CLAIMS_TABLE',
  'QUEUE_URL',
  'DEAD_LETTER_QUEUE_URL',
  'PAYLOAD_BUCKET',
  'INLINE_BYTES',
  'CLAIM_CHECK_BYTES',
];

const without = (...names: readonly string[]): Environment =>
  Object.fromEntries(Object.entries(full).filter(([name]) => !names.includes(name)));

const problemsOf = (environment: Environment, manifest: ModuleManifest): readonly string[] => {
  try {
    parseProcessorConfig(environment, manifest);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
};

/** The variable that each problem begins with. */
const namesOf = (problems: readonly string[]): readonly string[] =>
  problems.map((problem) => problem.split(' ')[0] ?? '');

describe('the configuration of a processor', () => {
  it('names the table of breakers and the guard for a module that calls others', () => {
    const environment = { ...full, CONTROL_TABLE: 'control', GUARD_QUEUE_URL: 'https://sqs/1/guard' };
    expect(parseProcessorConfig(environment, { ...sequence, dependencies: ['crm'] })).toMatchObject({
      controlTable: 'control',
      guardQueueUrl: 'https://sqs/1/guard',
    });
  });

  it('is tables and queue for the policy latest, which needs no memory', () => {
    const config = {
      claimsTable: 'claims',
      entitiesTable: 'entities',
      queueUrl: 'https://sqs.eu-central-1.amazonaws.com/1/calls.fifo',
      deadLetterQueueUrl: 'https://sqs.eu-central-1.amazonaws.com/1/dlq.fifo',
      ...payloads,
      controlTable: '',
      guardQueueUrl: '',
      idempotencyTable: '',
      retentionSeconds: 0,
    };
    expect(parseProcessorConfig(without('IDEMPOTENCY_TABLE', 'CLAIM_RETENTION_HOURS'), latest)).toStrictEqual(
      config,
    );
    expect(parseProcessorConfig(full, latest)).toStrictEqual(config);
  });

  it('has a memory for the policy sequence, whose retention is in seconds', () => {
    expect(parseProcessorConfig(full, sequence)).toStrictEqual({
      claimsTable: 'claims',
      entitiesTable: 'entities',
      queueUrl: 'https://sqs.eu-central-1.amazonaws.com/1/calls.fifo',
      deadLetterQueueUrl: 'https://sqs.eu-central-1.amazonaws.com/1/dlq.fifo',
      ...payloads,
      controlTable: '',
      guardQueueUrl: '',
      idempotencyTable: 'once',
      retentionSeconds: 35 * 86_400,
    });
  });

  it('has no entities for the policy none', () => {
    expect(parseProcessorConfig(without('ENTITIES_TABLE'), none)).toStrictEqual({
      claimsTable: 'claims',
      entitiesTable: '',
      queueUrl: 'https://sqs.eu-central-1.amazonaws.com/1/calls.fifo',
      deadLetterQueueUrl: 'https://sqs.eu-central-1.amazonaws.com/1/dlq.fifo',
      ...payloads,
      controlTable: '',
      guardQueueUrl: '',
      idempotencyTable: 'once',
      retentionSeconds: 35 * 86_400,
    });
  });

  it.each<[string, ModuleManifest, readonly string[]]>([
    ['latest', latest, [...always, 'ENTITIES_TABLE']],
    ['none', none, [...always, 'IDEMPOTENCY_TABLE', 'CLAIM_RETENTION_HOURS']],
    ['sequence', sequence, Object.keys(full)],
    [
      'sequence, with a dependency,',
      { ...sequence, dependencies: ['crm'] },
      [...Object.keys(full), 'CONTROL_TABLE', 'GUARD_QUEUE_URL'],
    ],
  ])('tells all that the policy %s misses at once', (_, manifest, missing) => {
    expect(namesOf(problemsOf({}, manifest)).toSorted()).toEqual([...missing].toSorted());
    const empty = Object.fromEntries(Object.keys(full).map((name) => [name, '']));
    expect(namesOf(problemsOf(empty, manifest)).toSorted()).toEqual([...missing].toSorted());
  });

  it.each(['23', '0', '-840', '840.5', '8e2', ' 840', 'a month', '99999999999999999999', '87601'])(
    'refuses a retention of "%s" hours, and says which are allowed',
    (hours) => {
      expect(problemsOf({ ...full, CLAIM_RETENTION_HOURS: hours }, sequence)).toEqual([
        `CLAIM_RETENTION_HOURS is "${hours}". It must be a whole number from 24 to 87600; set it within.`,
      ]);
    },
  );

  it.each([
    ['24', 86_400],
    ['87600', 315_360_000],
  ])('takes a retention of %s hours', (hours, retentionSeconds) => {
    const config = parseProcessorConfig({ ...full, CLAIM_RETENTION_HOURS: hours }, sequence);
    expect(config).toMatchObject({ retentionSeconds });
  });

  it('tells a wrong retention together with what is missing', () => {
    const problems = problemsOf({ ...without('CLAIMS_TABLE'), CLAIM_RETENTION_HOURS: '1' }, none);
    expect(namesOf(problems).toSorted()).toEqual(['CLAIMS_TABLE', 'CLAIM_RETENTION_HOURS']);
  });
});
