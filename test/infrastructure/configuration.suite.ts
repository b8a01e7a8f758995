import { App, Duration, Fn, Stack } from 'aws-cdk-lib';
import { ConfigurationError } from '../../lib/configuration-error';
import { createApp } from '../../lib/create-app';
import { parseDeploymentContext } from '../../lib/deployment-context';
import type { SwitchboardProps } from '../../lib/switchboard-props';
import { validateSwitchboardProps } from '../../lib/validate-switchboard-props';
import { stripeLikeScheme } from '../core/custom-schemes';
import { scratchFolder } from '../scratch-folder';
import { addSwitchboard, genesysEventBus, minimalProps, stackWith, warningsOf } from './synthesized';

const [manifest] = minimalProps.modules;

const refusal = (action: () => unknown): ConfigurationError => {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
};

describe('the context of a deployment', () => {
  const context = (values: Readonly<Record<string, unknown>>) => parseDeploymentContext((key) => values[key]);

  it('is dev on ARM if nothing is said', () => {
    expect(context({})).toEqual({ stage: 'dev', architecture: 'arm64', dependencies: {} });
  });

  it('takes what is said', () => {
    const alarmTopicArn = 'arn:aws-us-gov:sns:us-gov-west-1:123456789012:alarms';

    expect(context({ stage: 'prod', arch: 'x86_64', api: 'http', alarmTopicArn })).toEqual({
      stage: 'prod',
      architecture: 'x86_64',
      api: 'http',
      alarmTopicArn,
      dependencies: {},
    });
  });

  it('is refused with every problem at once, each with value, choice and remedy', () => {
    const { problems } = refusal(() =>
      context({ stage: 'staging', arch: 'ARM64', api: 'HTTP', alarmTopicArn: 'ops@example.org' }),
    );

    expect(problems).toEqual([
      `Context 'stage' is "staging", but must be one of dev, prod: say for example '-c stage=dev'.`,
      `Context 'arch' is "ARM64", but must be one of arm64, x86_64: say for example '-c arch=x86_64'.`,
      `Context 'api' is "HTTP", but must be one of rest, http: say for example '-c api=http'.`,
      `Context 'alarmTopicArn' is "ops@example.org", but must be the ARN of an SNS topic: say for example '-c alarmTopicArn=arn:aws:sns:eu-central-1:123456789012:alarms'.`,
    ]);
  });

  it.each(['toString', '__proto__', '', 'Dev', 1, ['dev']])('knows no stage %j', (stage) => {
    expect(refusal(() => context({ stage })).problems).toHaveLength(1);
  });

  it('stops the app before anything is built', () => {
    expect(() => createApp({ context: { stage: 'qa' }, bundling: false })).toThrow(
      'The configuration cannot be used:\n  - Context \'stage\' is "qa"',
    );
  });
});

describe('the props of a Switchboard', () => {
  const validate = (change: Partial<SwitchboardProps>) =>
    validateSwitchboardProps({ ...minimalProps, ...change });

  it.each<[string, Partial<SwitchboardProps>]>([
    ['the least', {}],
    ['the shortest retention', { claimRetention: Duration.hours(24) }],
    ['a slow trickle', { throttling: { ratePerSecond: 0.5, burst: 1 } }],
    ['a floor as high as the rate', { throttling: { ratePerSecond: 5, burst: 5, floorPerSecond: 5 } }],
    ['a web ACL', { waf: {} }],
    ['a web ACL before a REST API', { waf: {}, api: 'rest' }],
    ['an HTTP API', { api: 'http' }],
    [
      'a web ACL for some networks',
      {
        waf: { ratePerIp5Minutes: 10, allowedNetworks: ['203.0.113.7/32', '198.51.100.0/24', '128.0.0.0/1'] },
      },
    ],
    ['a network of another stack', { waf: { allowedNetworks: [Fn.importValue('SenderNetwork')] } }],
    ['the largest body', { maxBodyBytes: 1_048_576 }],
    ['the shortest overlap', { secretOverlap: Duration.hours(1) }],
    ['the longest overlap', { secretOverlap: Duration.days(365) }],
    ['a rotation each month', { rotation: { everyDays: 30 } }],
    ['a rotation right after the overlap', { rotation: { everyDays: 2 }, secretOverlap: Duration.hours(47) }],
    [
      'sources of every kind',
      {
        sources: [
          { name: 'one', scheme: 'standard-webhooks', format: 'genesys' },
          { name: 'two', scheme: stripeLikeScheme, eventBus: 'aws.partner/genesys.com/cloud/org/two' },
          { name: 'three', eventBus: 'aws.partner/genesys.com/cloud/org/three' },
        ],
      },
    ],
  ])('can be used: %s', (_, change) => {
    expect(validate(change)).toEqual([]);
  });

  it.each<[string, Partial<SwitchboardProps>, RegExp]>([
    ['no source', { sources: [] }, /^There is no source, .+: give at least one\.$/],
    ['no module', { modules: [] }, /^There is no module, .+: give at least one\.$/],
    [
      'a source name',
      { sources: [{ name: 'Genesys Cloud', scheme: 'genesys' }] },
      /^Source name "Genesys Cloud" must/,
    ],
    [
      'an unknown scheme',
      { sources: [Object.assign({ name: 'other', scheme: 'genesys' as const }, { scheme: 'none' })] },
      /^Source "other": scheme is "none", but must be one of .*genesys.*: choose one\.$/,
    ],
    [
      'a scheme of its own that signs no body',
      {
        sources: [
          {
            name: 'other',
            scheme: {
              algorithm: 'sha256',
              signature: { header: 'X-Sig', encoding: 'hex' },
              signs: [{ text: 'x' }],
              secret: { encoding: 'utf8' },
            },
          },
        ],
      },
      /^Source "other": scheme\.signs is .+, but must have "body" once, or any body would do: add it\.$/,
    ],
    [
      'an unknown format',
      {
        sources: [Object.assign({ name: 'other', scheme: 'genesys' as const }, { format: 'xml' })],
      },
      /^Source "other": format is "xml", but must be one of switchboard, .+: choose one\.$/,
    ],
    [
      'a bus that is no partner’s',
      { sources: [{ name: 'other', eventBus: 'default' }] },
      /^Source "other": eventBus is "default", but must be the name of a partner event bus/,
    ],
    ['no door', { sources: [{ name: 'other' }] }, /^Source "other" has neither a scheme nor an eventBus/],
    [
      'a source twice',
      { sources: [minimalProps.sources[0], minimalProps.sources[0]] },
      /^Source name "genesys" is used more than once/,
    ],
    [
      'an unknown kind of API',
      Object.assign({ api: 'http' as const }, { api: 'websocket' }),
      /^api is "websocket", but must be one of rest, http: choose one\.$/,
    ],
    [
      'a web ACL before an HTTP API',
      { api: 'http', waf: {} },
      /^waf is \{\}, but api is "http", and an HTTP API takes no web ACL: leave waf out \(.+\), or let api be "rest"\.$/,
    ],
    [
      'an event bus of two sources',
      {
        sources: [
          { name: 'one', eventBus: genesysEventBus },
          { name: 'two', eventBus: genesysEventBus },
        ],
      },
      /^Event bus "aws\.partner.+" belongs to more than one source, .+: leave it to one of them\.$/,
    ],
    ['a stage name', { stageName: 'a/b' }, /^stageName is "a\/b"/],
    [
      'no rate',
      { throttling: { ratePerSecond: 0, burst: 1 } },
      /^throttling\.ratePerSecond is 0, .+: raise it\.$/,
    ],
    [
      'an endless rate',
      { throttling: { ratePerSecond: Infinity, burst: 1 } },
      /^throttling\.ratePerSecond is Infinity/,
    ],
    ['a burst of a half', { throttling: { ratePerSecond: 1, burst: 0.5 } }, /^throttling\.burst is 0\.5/],
    ['no burst', { throttling: { ratePerSecond: 1, burst: 0 } }, /^throttling\.burst is 0,/],
    [
      'a short retention',
      { claimRetention: Duration.hours(23) },
      /^claimRetention is 23 hours, .+24 at least/,
    ],
    [
      'a crooked retention',
      { claimRetention: Duration.minutes(24 * 60 + 30) },
      /^claimRetention is 24\.5 hours/,
    ],
    [
      'a short overlap',
      { secretOverlap: Duration.minutes(30) },
      /^secretOverlap is 0\.5 hours, but must be whole hours from 1 to 8760/,
    ],
    ['a long overlap', { secretOverlap: Duration.days(366) }, /^secretOverlap is 8784 hours/],
    [
      'a crooked schedule',
      { rotation: { everyDays: 30.5 } },
      /^rotation\.everyDays is 30\.5, but must be a whole number from 1 to 1000/,
    ],
    [
      'a rotation before the overlap of the one before is over',
      { rotation: { everyDays: 7 } },
      /^rotation\.everyDays is 7, but must be more than secretOverlap \(168 hours\)/,
    ],
    [
      'a floor of nothing',
      { throttling: { ratePerSecond: 10, burst: 1, floorPerSecond: 0 } },
      /^throttling\.floorPerSecond is 0, but must be .+ and ratePerSecond \(10\) at most: choose one between\.$/,
    ],
    [
      'a floor above the rate',
      { throttling: { ratePerSecond: 10, burst: 1, floorPerSecond: 11 } },
      /^throttling\.floorPerSecond is 11,/,
    ],
    [
      'a floor that is no number',
      { throttling: { ratePerSecond: 10, burst: 1, floorPerSecond: NaN } },
      /^throttling\.floorPerSecond is NaN,/,
    ],
    ['no rate per address', { waf: { ratePerIp5Minutes: 9 } }, /^waf\.ratePerIp5Minutes is 9, .+ from 10 to/],
    [
      'nobody allowed',
      { waf: { allowedNetworks: [] } },
      /^waf\.allowedNetworks has 0 networks, .+ or be left out, which lets everybody in: correct it\.$/,
    ],
    [
      'a network twice',
      { waf: { allowedNetworks: ['203.0.113.0/24', '203.0.113.0/24'] } },
      /^waf\.allowedNetworks has "203\.0\.113\.0\/24" more than once: leave one\.$/,
    ],
    ['a body of nothing', { maxBodyBytes: 0 }, /^maxBodyBytes is 0, but must be .+ from 1 to 1048576/],
    ['a body over the limit', { maxBodyBytes: 1_048_577 }, /^maxBodyBytes is 1048577/],
  ])('are refused: %s', (_, change, problem) => {
    expect(validate(change)).toEqual([expect.stringMatching(problem)]);
  });

  it.each([
    '203.0.113.7',
    '203.0.113.7/24',
    '203.0.113.0/33',
    '0.0.0.0/0',
    '203.0.113.0/024',
    '203.0.113.256/32',
    '203.0.113/24',
    '2001:db8::/32',
    ' 203.0.113.0/24',
    'office',
    '',
  ])('are refused: the network %j', (network) => {
    expect(validate({ waf: { allowedNetworks: ['198.51.100.0/24', network] } })).toEqual([
      `waf.allowedNetworks has ${JSON.stringify(network)}, but must have an IPv4 network with a prefix of 1 to 32 bits and no bit behind it, as in 203.0.113.0/24: correct it.`,
    ]);
  });

  it('stop the synthesis of any stack that is bundled if a module has no entry point', () => {
    const stack = new Stack(new App({ outdir: scratchFolder(), analyticsReporting: false }));

    expect(refusal(() => addSwitchboard(stack, {})).problems).toEqual([
      'Module "call-log": lambdas/modules/call-log/handler.ts is not there: name the folder as the module, or rename the module.',
    ]);
  });

  it('stop the synthesis with all their problems in one error', () => {
    const error = refusal(() =>
      stackWith({
        sources: [],
        modules: [{ ...manifest, name: 'Call', timeoutSeconds: 900 }],
        claimRetention: Duration.hours(1),
      }),
    );

    expect(error.problems).toHaveLength(4);
    expect(error.message.split('\n')).toEqual([
      'The configuration cannot be used:',
      ...error.problems.map((problem) => `  - ${problem}`),
    ]);
  });
});

describe('a warning', () => {
  // CDK prints warnings at synthesis.
  beforeEach(() => void jest.spyOn(console, 'error').mockImplementation());
  afterEach(() => jest.restoreAllMocks());

  it('is given when claims are forgotten before their events can have come back for the last time', () => {
    const warnings = warningsOf(stackWith({ claimRetention: Duration.days(31), deletionProtection: false }));

    expect(warnings).toEqual([expect.stringContaining('744 hours, but an event can come back for 32 days')]);
  });

  it('is given when a protected Switchboard tells nobody of its alarms', () => {
    const warnings = warningsOf(stackWith({ deletionProtection: true }));

    expect(warnings).toEqual([expect.stringContaining('Nobody is told when an alarm goes off')]);
  });

  it('is not given otherwise', () => {
    expect(warningsOf(stackWith({ claimRetention: Duration.days(32), deletionProtection: false }))).toEqual(
      [],
    );
  });
});
