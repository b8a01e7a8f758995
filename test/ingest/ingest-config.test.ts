import { parseIngestConfig } from '../../lambdas/ingest/config';
import { slackLikeScheme, stripeLikeScheme } from '../core/custom-schemes';
import { presence } from './ingest-fixture';

const eventBus = 'aws.partner/genesys.com/cloud/0b7c5a52-6a2e-4c7b-9a55-1f2d3c4b5a01/switchboard';

const parse = (sources: unknown, more: Record<string, string> = {}) =>
  parseIngestConfig(
    {
      CLAIMS_TABLE: 'claims',
      QUARANTINE_QUEUE_URL: 'https://sqs/q',
      CLAIM_RETENTION_HOURS: '840',
      PAYLOAD_BUCKET: 'payloads',
      INLINE_BYTES: '65536',
      CLAIM_CHECK_BYTES: '655360',
      SECRET_OVERLAP_HOURS: '168',
      SECRET_REFETCH_SECONDS: '30',
      MAX_BODY_BYTES: '1048576',
      MODULES: 'presence',
      QUEUE_URL_PRESENCE: 'https://sqs/presence',
      SOURCES: typeof sources === 'string' ? sources : JSON.stringify(sources),
      SECRET_ID_A: 'arn:a',
      SECRET_ID_B: 'arn:b',
      ...more,
    },
    [presence],
  );

const problemsOf = (sources: unknown): unknown => {
  try {
    parse(sources);
    return [];
  } catch (error) {
    return error instanceof Error && 'problems' in error ? error.problems : error;
  }
};

describe('the sources in ingest’s configuration', () => {
  it('may name presets, bring schemes of their own, and have a format and an event bus', () => {
    const sources = [
      { name: 'a', scheme: 'github-style', format: 'genesys' },
      { name: 'b', scheme: stripeLikeScheme, format: 'switchboard', eventBus },
      { name: 'c', eventBus },
    ];
    const config = parse(sources);
    expect(config.sources).toEqual(sources);
    expect(config.secretIds).toEqual(
      new Map([
        ['a', 'arn:a'],
        ['b', 'arn:b'],
      ]),
    );
  });

  it.each([
    '',
    '{}',
    '[]',
    'genesys',
    '[{"scheme":"genesys"}]',
    '[{"name":"","scheme":"genesys"}]',
    '[null]',
  ])('are refused when they are no list of sources: %s', (text) => {
    expect(problemsOf(text)).toEqual([expect.stringMatching(/^SOURCES is not /)]);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    [
      'none as the scheme',
      { scheme: 'none' },
      /^Source "a": scheme is "none", but must be one of genesys, genesys-open-messaging, github-style, standard-webhooks, or an object .+: choose one\.$/,
    ],
    ['a scheme from the prototype', { scheme: 'constructor' }, /^Source "a": scheme is "constructor", but/],
    ['null as the scheme', { scheme: null }, /^Source "a": scheme is null, but must be one of/],
    ['a list as the scheme', { scheme: ['genesys'] }, /^Source "a": scheme is \["genesys"\], but/],
    [
      'an unknown format',
      { scheme: 'genesys', format: 'xml' },
      /^Source "a": format is "xml", but must be one of switchboard, genesys, genesys-open-messaging: choose one\.$/,
    ],
    [
      'another bus',
      { eventBus: 'default' },
      /^Source "a": eventBus is "default", but must be the name of a partner/,
    ],
    ['a bus without an organization', { eventBus: 'aws.partner/genesys.com' }, /^Source "a": eventBus is/],
    ['a bus with more behind it', { eventBus: `${eventBus}\n` }, /^Source "a": eventBus is/],
    ['a long bus', { eventBus: `aws.partner/g.com/${'x'.repeat(240)}` }, /256 characters at most/],
    ['no door', {}, /^Source "a" has neither a scheme nor an eventBus, .+: give one of them, or both\.$/],
    [
      'a misspelt property',
      { scheme: 'genesys', fromat: 'genesys' },
      /^Source "a" has "fromat", but only name, /,
    ],
  ])('are refused with %s', (_, source, problem) => {
    expect(problemsOf([{ name: 'a', ...source }])).toEqual([expect.stringMatching(problem)]);
  });

  it('are refused when two have one name', () => {
    const source = { name: 'a', scheme: 'genesys' };
    expect(problemsOf([source, source])).toEqual([
      expect.stringMatching(/^Source "a" is given more than once/),
    ]);
  });

  it('are refused without a secret for one with a webhook', () => {
    expect(() => parse([{ name: 'c', scheme: 'genesys' }])).toThrow('SECRET_ID_C is not set.');
  });

  it('are refused with every problem at once', () => {
    expect(
      problemsOf([
        { name: 'a', scheme: 'none', format: 'xml' },
        { name: 'b', scheme: { ...slackLikeScheme, algorithm: 'md5', signs: [] } },
        { name: 'c' },
      ]),
    ).toHaveLength(5);
  });
});
