import { parseHydrationConfig } from '../../lambdas/hydration/config';
import { parseIngestConfig } from '../../lambdas/ingest/config';
import { parseDeploymentContext } from '../../lib/deployment-context';
import { genesysIn, genesysRegions } from '../../lib/genesys-regions';
import { isDependencyUrl } from '../../lib/dependency-url';
import { createApp } from '../../lib/create-app';
import { validateManifests } from '../../lib/validate-manifests';
import { scratchFolder } from '../scratch-folder';
import { everyPolicy, minimalProps, stackWith, synthesize, synthesizeEveryPolicy } from './synthesized';
import { variablesOf } from './variables-of';

describe('hydration', () => {
  const synthesized = synthesizeEveryPolicy();

  it('learns all that it needs from its environment', () => {
    const names = ['agent-presence', 'call-flow', 'audit-trail'];

    const config = parseHydrationConfig(variablesOf(synthesized, 'Hydration/Processor/Function'), [
      ...everyPolicy.modules,
    ]);

    expect(config).toMatchObject({
      claimsTable: '<Claims/Table>',
      queueUrl: '<Hydration/Queue>',
      deadLetterQueueUrl: '<Hydration/DeadLetterQueue>',
      quarantineQueueUrl: '<Quarantine/Queue>',
      controlTable: '<Control/Table>',
      guardQueueUrl: '<GuardQueue/Queue>',
      platformUrl: 'https://api.mypurecloud.ie',
    });
    expect(config.manifests.map(({ name }) => name)).toEqual(names);
    expect([...config.queueUrls]).toEqual(names.map((name) => [name, `<Module-${name}/Queue>`]));
  });

  it('is known to ingest, with its queue and its platform', () => {
    const config = parseIngestConfig(variablesOf(synthesized, 'Ingest/Function'), [...everyPolicy.modules]);

    expect(config.platformUrl).toBe('https://api.mypurecloud.ie');
    expect(config.queueUrls.get('hydration')).toBe('<Hydration/Queue>');
  });

  it('works on two batches at once, each for 25 seconds at most', () => {
    expect(synthesized.get('Hydration/Mapping').Properties).toMatchObject({
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    expect(synthesized.get('Hydration/Processor/Function').Properties).toMatchObject({ Timeout: 25 });
  });

  it('is not there, nor anything of it, without a platform', () => {
    const without = synthesize(stackWith());

    expect([...without.all().keys()].filter((path) => /^(?:Hydration|Dependency)/.test(path))).toEqual([]);
    const config = parseIngestConfig(variablesOf(without, 'Ingest/Function'), minimalProps.modules);
    expect(config).not.toHaveProperty('platformUrl');
    expect([...config.queueUrls.keys()]).toEqual(['call-log']);
  });

  it('is missed at synth where no platform is configured', () => {
    const silenced = jest.spyOn(console, 'error').mockImplementation();
    const warningsOf = (context: Readonly<Record<string, string>>): string[] => {
      const { modules } = everyPolicy;
      const app = createApp({ modules: [modules[0]], context, outdir: scratchFolder(), bundling: false });
      return app
        .synth()
        .stacks.flatMap(({ messages }) => messages.map(({ entry }) => JSON.stringify(entry.data)));
    };

    const warnings = [warningsOf({}), warningsOf({ genesysRegion: 'mypurecloud.de' })];

    silenced.mockRestore();
    expect(warnings).toEqual([
      [
        '"Truncated events go to quarantine: stage dev configures no genesys to complete them from. Give -c genesysRegion=<domain>, such as mypurecloud.ie, or dependencies in lib/stage-config.ts. [ack: switchboard:no-hydration]"',
      ],
      [],
    ]);
  });
});

describe('the region of Genesys Cloud', () => {
  const context = (values: Readonly<Record<string, unknown>>) =>
    parseDeploymentContext((key) => values[key], []);

  it.each(genesysRegions)('%s has an API and a login', (region) => {
    const platform = genesysIn(region);

    expect(platform).toEqual({
      url: `https://api.${region}`,
      tokenUrl: `https://login.${region}/oauth/token`,
    });
    expect([platform.url, platform.tokenUrl].every(isDependencyUrl)).toBe(true);
    expect(context({ genesysRegion: region }).dependencies).toEqual({ genesys: platform });
  });

  it('gives way to URLs that are said', () => {
    const genesysUrl = 'https://api.new.pure.cloud';
    const genesysTokenUrl = 'https://login.new.pure.cloud/oauth/token';

    expect(context({ genesysRegion: 'mypurecloud.ie', genesysUrl, genesysTokenUrl }).dependencies).toEqual({
      genesys: { url: genesysUrl, tokenUrl: genesysTokenUrl },
    });
  });

  it('that is not in the table is refused, with the way around it', () => {
    expect(() => context({ genesysRegion: 'new.pure.cloud' })).toThrow(
      /Context 'genesysRegion' is "new\.pure\.cloud", but must be one of mypurecloud\.com, .+ '-c genesysUrl=https:\/\/api\.…' and '-c genesysTokenUrl=/,
    );
  });
});

describe('what a module requires of its events', () => {
  const [manifest] = minimalProps.modules;
  const problemsOf = (requires: unknown): string[] =>
    validateManifests([JSON.parse(JSON.stringify({ ...manifest, requires }))]);

  it('is taken where it names paths into the data by type', () => {
    expect(problemsOf({ 'call.ended': ['data.durationSeconds', 'data.agent.id'] })).toEqual([]);
  });

  it.each([
    [['data.a'], /requires is \["data\.a"\], but must say by type/],
    [{ 'call.started': ['data.a'] }, /requires names "call\.started", which is none of its types/],
    [{ 'call.ended': [] }, /requires "call\.ended" is \[\], but must be a list of paths/],
    [{ 'call.ended': ['subject'] }, /has "subject", but must have paths into the data/],
    [{ 'call.ended': ['data.a', 'data.a'] }, /has "data\.a" more than once/],
  ])('%j is refused', (requires, problem) => {
    expect(problemsOf(requires)).toEqual([expect.stringMatching(problem)]);
  });

  it('cannot be met by a module that is called hydration', () => {
    expect(validateManifests([{ ...manifest, name: 'hydration' }])).toEqual([
      expect.stringContaining('"hydration" is reserved'),
    ]);
  });
});
