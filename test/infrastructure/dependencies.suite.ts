import { App, Fn } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import type { ModuleManifest } from '../../lambdas/contract/module-manifest';
import { agentPresence } from '../../lambdas/modules/agent-presence/manifest';
import { createApp } from '../../lib/create-app';
import { stages } from '../../lib/stage-config';
import { SwitchboardStack } from '../../lib/switchboard-stack';
import type { SwitchboardProps } from '../../lib/switchboard-props';
import { validateSwitchboardProps } from '../../lib/validate-switchboard-props';
import { callFlow } from './fixture-manifests';
import { minimalProps, stackWith, synthesize, Synthesized } from './synthesized';
import { scratchFolder } from '../scratch-folder';

const crm = { url: 'https://crm.example.com', tokenUrl: 'https://login.example.com/oauth/token' };
const billing = { url: 'http://localhost:8080/api', tokenUrl: 'http://127.0.0.1:8080/token' };

describe('the dependencies of a Switchboard', () => {
  /** Also of shapes that the types forbid. */
  const validate = (dependencies: Readonly<Record<string, unknown>>) => {
    const given: Readonly<Record<string, unknown>> = { dependencies };
    return validateSwitchboardProps(Object.assign({}, minimalProps, given));
  };

  it.each([
    'https://crm.example.com',
    'https://crm.example.com:8443/api/v2/',
    'http://127.0.0.1:4000',
    'http://localhost/token',
  ])('may be at %s', (url) => {
    expect(validate({ crm: { url, tokenUrl: url } })).toEqual([]);
  });

  it('may be where another stack will say', () => {
    const url = Fn.importValue('CrmUrl');

    expect(validate({ crm: { url, tokenUrl: url } })).toEqual([]);
  });

  it.each([
    'http://crm.example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'ftp://crm.example.com',
    'crm.example.com',
    'https://',
    'https://user@crm.example.com',
    'https://user:password@crm.example.com',
    'https://crm.example.com?key=1',
    'https://crm.example.com/#there',
    'https://crm.example.com/a b',
    ' https://crm.example.com',
    'https:\\\\crm.example.com',
    '',
    undefined,
    7,
  ])('are not at %j', (url) => {
    const rule =
      'must be an https URL without user name, query and fragment (http only on 127.0.0.1 or localhost)';

    expect(validate({ crm: { url, tokenUrl: crm.tokenUrl } })).toEqual([
      `Dependency crm: url is ${url === undefined ? 'undefined' : JSON.stringify(url)}, but ${rule}: correct it.`,
    ]);
    expect(validate({ crm: { url: crm.url, tokenUrl: url } })).toEqual([
      expect.stringMatching(/^Dependency crm: tokenUrl is /),
    ]);
  });

  it.each([
    [{ CRM: crm }, /^Dependency name "CRM" must be lower-case words .+ for example to "crm"\.$/],
    [{ 'crm-2': crm }, /^Dependency name "crm-2" must/],
  ])('have names like modules: %j', (dependencies, problem) => {
    expect(validate(dependencies)).toEqual([expect.stringMatching(problem)]);
  });

  it('must be configured if a module names them', () => {
    const modules = [callFlow, { ...callFlow, name: 'call-bill', dependencies: ['crm', 'billing'] }] as const;

    const problems = validateSwitchboardProps({ ...minimalProps, modules, dependencies: { crm } });

    expect(problems).toEqual([
      'Module call-bill calls billing, but props.dependencies has none of that name: say there where it is, or leave the module out.',
    ]);
  });

  it('stop the synthesis if one is missing', () => {
    expect(() => stackWith({ modules: [callFlow] })).toThrow(
      'Module call-flow calls crm, but props.dependencies has none of that name',
    );
  });

  it('have a secret each if a module names them, which only those modules may read', () => {
    const second = { ...callFlow, name: 'call-bill', dependencies: ['billing', 'crm'] };
    const modules: SwitchboardProps['modules'] = [...minimalProps.modules, callFlow, second];

    const synthesized = synthesize(
      stackWith({ modules, dependencies: { crm, billing, unused: { ...crm } } }),
    );

    expect([...synthesized.all('AWS::SecretsManager::Secret').keys()]).toEqual([
      'Source-genesys/Secret',
      'Dependency-crm/Secret',
      'Dependency-billing/Secret',
    ]);
    const variablesOf = (module: string) =>
      synthesized.readable(synthesized.get(`Module-${module}/Processor/Function`).Properties['Environment']);
    expect(variablesOf('call-bill')).toMatchObject({
      Variables: {
        DEPENDENCY_URL_CRM: crm.url,
        DEPENDENCY_SECRET_ID_CRM: '<Dependency-crm/Secret>',
        DEPENDENCY_URL_BILLING: billing.url,
        DEPENDENCY_TOKEN_URL_BILLING: billing.tokenUrl,
        DEPENDENCY_SECRET_ID_BILLING: '<Dependency-billing/Secret>',
      },
    });
    expect(JSON.stringify(variablesOf('call-flow'))).not.toContain('BILLING');
    expect(JSON.stringify(variablesOf('call-log'))).not.toContain('DEPENDENCY');
  });
});

describe('a module whose dependency a stage does not configure', () => {
  // CDK prints warnings at synthesis.
  beforeEach(() => void jest.spyOn(console, 'error').mockImplementation());
  afterEach(() => jest.restoreAllMocks());

  const stackOf = (
    context: Readonly<Record<string, string>>,
    modules: readonly ModuleManifest[] = [agentPresence, callFlow],
  ) => {
    const app = createApp({ modules, context, outdir: scratchFolder(), bundling: false });
    const stack = app.node.findAll().find((construct) => construct instanceof SwitchboardStack);
    if (stack === undefined) throw new Error('The app has no stack.');
    return stack;
  };
  const warningsIn = (stack: SwitchboardStack): unknown[] =>
    Annotations.fromStack(stack)
      .findWarning('*', Match.stringLikeRegexp('is not deployed'))
      .map(({ entry }) => entry.data);
  const templateOf = (stack: SwitchboardStack): Synthesized =>
    new Synthesized(App.of(stack)?.synth().getStackByName(stack.stackName).template);

  it('is left out with a warning that says what to do, and the others are deployed', () => {
    const stack = stackOf({ stage: 'dev' });

    expect(warningsIn(stack)).toEqual([
      'Module call-flow is not deployed: stage dev configures no dependency crm. Give -c crmUrl=https://…, or dependencies in lib/stage-config.ts. [ack: switchboard:module-left-out]',
    ]);
    const synthesized = templateOf(stack);
    expect(
      [...synthesized.all('AWS::SQS::Queue').keys()].filter((path) => path.includes('call-flow')),
    ).toEqual([]);
    expect(synthesized.get('Ingest/Function').Properties).toHaveProperty(
      'Environment.Variables.MODULES',
      'agent-presence',
    );
    expect([...synthesized.all('AWS::Events::Rule').keys()]).toEqual(['Governor/EachMinute']);
  });

  it('is left out with a warning of its own for each dependency and each module', () => {
    const second = { ...callFlow, name: 'call-bill', dependencies: ['crm', 'billing'] };

    const stack = stackOf({ stage: 'prod' }, [agentPresence, callFlow, second]);

    expect(warningsIn(stack)).toEqual([
      expect.stringContaining('Module call-flow is not deployed: stage prod configures no dependency crm.'),
      expect.stringContaining('Module call-bill is not deployed: stage prod configures no dependency crm.'),
      expect.stringContaining(
        'Module call-bill is not deployed: stage prod configures no dependency billing.',
      ),
    ]);
  });

  it('is deployed without a warning as soon as the command line says where it is', () => {
    const stack = stackOf({ stage: 'dev', crmUrl: 'http://127.0.0.1:4000' });

    expect(warningsIn(stack)).toEqual([]);
    expect(templateOf(stack).get('Module-call-flow/Processor/Function').Properties).toHaveProperty(
      'Environment.Variables.DEPENDENCY_TOKEN_URL_CRM',
      'http://127.0.0.1:4000/oauth/token',
    );
  });

  it('must be right all the same', () => {
    const bad = { ...callFlow, windowSeconds: 0 };

    expect(() => stackOf({ stage: 'dev' }, [agentPresence, bad])).toThrow('windowSeconds is 0');
  });

  it('is named by no stage so far', () => {
    expect(Object.values(stages).map(({ dependencies }) => dependencies)).toEqual([{}, {}]);
  });
});
