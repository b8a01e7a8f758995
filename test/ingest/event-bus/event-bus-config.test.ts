import { parseEventBusConfig } from '../../../lambdas/ingest/event-bus/config';
import { agents, calls, eventBus } from './event-bus-fixture';

const environment = {
  SOURCES: JSON.stringify([
    { name: 'genesys', scheme: 'genesys', eventBus },
    { name: 'other', scheme: { header: 'X-Signature' } },
    { name: 'europe', eventBus: `${eventBus}-eu` },
  ]),
  MODULES: 'calls,agents',
  QUEUE_URL_CALLS: 'https://queue/calls',
  QUEUE_URL_AGENTS: 'https://queue/agents',
  CLAIMS_TABLE: 'claims',
  QUARANTINE_QUEUE_URL: 'https://queue/quarantine',
  CLAIM_RETENTION_HOURS: '48',
  PAYLOAD_BUCKET: 'payloads',
  INLINE_BYTES: '65536',
  CLAIM_CHECK_BYTES: '655360',
};

const problemsOf = (changes: Readonly<Record<string, string | undefined>>): unknown => {
  try {
    return parseEventBusConfig({ ...environment, ...changes }, [calls, agents]);
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
};

describe('parseEventBusConfig', () => {
  it('knows each source by its event bus, and needs no secret', () => {
    expect(parseEventBusConfig(environment, [calls, agents])).toEqual({
      claimsTable: 'claims',
      claimRetentionSeconds: 48 * 3600,
      quarantineQueueUrl: 'https://queue/quarantine',
      payloadBucket: 'payloads',
      payloadLimits: { inlineBytes: 65_536, claimCheckBytes: 655_360 },
      sourcesByBus: new Map([
        [eventBus, 'genesys'],
        [`${eventBus}-eu`, 'europe'],
      ]),
      manifests: [calls, agents],
      queueUrls: new Map([
        ['calls', 'https://queue/calls'],
        ['agents', 'https://queue/agents'],
      ]),
    });
  });

  it.each<[string, string | undefined, string]>([
    ['nothing', undefined, 'SOURCES is not set'],
    ['no JSON', '[', 'SOURCES is not a JSON array such as'],
    ['a source without a name', '[{"eventBus":"b"}]', 'SOURCES is not a JSON array such as'],
    ['an empty event bus', '[{"name":"a","eventBus":""}]', 'SOURCES is not a JSON array such as'],
    ['no source with an event bus', '[{"name":"a","scheme":"genesys"}]', 'None of SOURCES has an event bus'],
    [
      'two sources with one event bus',
      '[{"name":"a","eventBus":"b"},{"name":"c","eventBus":"b"}]',
      'The sources "a" and "c" name the same event bus',
    ],
  ])('says what is wrong with %s', (_, SOURCES, problem) => {
    expect(problemsOf({ SOURCES })).toContain(problem);
  });

  it('tells all problems at once', () => {
    expect(
      problemsOf({ CLAIMS_TABLE: '', CLAIM_RETENTION_HOURS: '1', QUEUE_URL_AGENTS: undefined }),
    ).toContain('The configuration has 3 problem(s)');
  });
});
