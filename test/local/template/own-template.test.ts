import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../../lib/create-app';
import * as z from 'zod';
import { environment, moduleQueueUrlVariable } from '../../../lambdas/contract/environment';
import { stackOutputs } from '../../../lambdas/contract/stack-outputs';
import { claimsTable } from '../../../lambdas/contract/table-schema';
import { manifests } from '../../../lambdas/modules';
import { dependenciesOf } from '../../../lib/missing-dependencies';
import { buildStackModel, type TemplateModel } from '../../../tools/local/template/build-stack-model';
import { readAssembly } from '../../../tools/local/template/read-assembly';
import { everyDependency } from '../../every-dependency';
import { context } from './stack';

const genesysEventBus = 'aws.partner/genesys.com/cloud/00000000-0000-4000-8000-000000000000/local';

const guarded = z.object({ functionName: z.string(), mappingId: z.string() });

describe('the template of this project', () => {
  const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
  let model: TemplateModel;

  beforeAll(() => {
    createApp({
      outdir: directory,
      bundling: false,
      context: { genesysEventBus, ...everyDependency() },
    }).synth();
    const assembly = readAssembly({ directory });
    model = buildStackModel(assembly.template, { ...context, ...assembly });
  });

  afterAll(() => rmSync(directory, { recursive: true }));

  it('is read without a problem, and nothing of it is left out', () => {
    expect(model.skipped).toEqual([]);
    expect(model.routes).toContainEqual(expect.objectContaining({ path: '/webhook/{source}' }));
    expect(model.tables.map(({ ttlAttribute }) => ttlAttribute)).toContain(claimsTable.ttl);
  });

  it.each(manifests.map(({ name }) => name))(
    'joins the queue, the function and the outputs of the module %s',
    (name) => {
      const queueUrl = model.outputs.get(stackOutputs.moduleQueueUrl(name));
      const queue = model.queues.find((candidate) => context.queueUrl(candidate.name) === queueUrl);
      const mapping = model.mappings.find(({ queueArn }) => queueArn.endsWith(`:${queue?.name}`));
      const processor = model.functions.find(({ logicalId }) => logicalId === mapping?.functionLogicalId);
      const ingest = model.functions.find(
        ({ name }) => name === model.outputs.get(stackOutputs.ingestFunction),
      );

      expect(processor?.name).toBe(model.outputs.get(stackOutputs.moduleFunction(name)));
      expect(ingest?.environment[moduleQueueUrlVariable(name)]).toBe(queueUrl);
      const mappingId = model.outputs.get(stackOutputs.moduleMapping(name));
      expect([undefined, mapping?.uuid]).toContain(mappingId);
      expect(queue?.attributes).toMatchObject({ FifoQueue: 'true', RedrivePolicy: expect.any(String) });
    },
  );

  it('throttles its API, and tells the guard which mappings to pause', () => {
    const outputOf = (key: string): string | undefined => model.outputs.get(key);
    const guard = model.functions.find(({ name }) => name === outputOf(stackOutputs.guardFunction));
    const modules = z.array(guarded).parse(JSON.parse(guard?.environment[environment.guardedModules] ?? ''));

    expect(model.throttling).toEqual({ ratePerSecond: expect.any(Number), burst: expect.any(Number) });
    expect(modules.map(({ mappingId }) => mappingId)).toEqual(
      modules.map(({ functionName }) => {
        const { logicalId } = model.functions.find(({ name }) => name === functionName) ?? {};
        return model.mappings.find(({ functionLogicalId }) => functionLogicalId === logicalId)?.uuid;
      }),
    );
    expect(modules).not.toEqual([]);
    expect(outputOf(stackOutputs.controlTable)).toBe(
      model.tables.find(({ ttlAttribute }) => !ttlAttribute)?.name,
    );
  });

  it('hands the events of its bus to the function that ingests them, and what fails to the queue of failures', () => {
    const { outputs, functions, eventRules, invokeConfigs, mappings, queues } = model;
    const name = outputs.get(stackOutputs.eventBusIngestFunction);
    const functionLogicalId = functions.find((one) => one.name === name)?.logicalId;
    const failureUrl = outputs.get(stackOutputs.eventBusFailureQueueUrl);
    const failures = queues.find((queue) => context.queueUrl(queue.name) === failureUrl);
    const redrive = mappings.find(({ uuid }) => uuid === outputs.get(stackOutputs.eventBusRedriveMapping));

    expect(eventRules).toMatchObject([
      { busName: genesysEventBus, pattern: { source: [genesysEventBus] }, functionLogicalId, enabled: true },
    ]);
    expect(invokeConfigs).toContainEqual({
      functionLogicalId,
      maxRetries: 2,
      maxAgeSeconds: 21_600,
      onFailureQueue: failures?.name,
    });
    expect(redrive).toMatchObject({ functionLogicalId, enabled: false, reportsItemFailures: true });
    expect(redrive?.queueArn.endsWith(`:${failures?.name}`)).toBe(true);
  });

  it('has alarms that invoke the governor', () => {
    const governor = model.functions.find(
      ({ name }) => name === model.outputs.get(stackOutputs.governorFunction),
    );
    const invoking = model.alarms.filter(({ actions }) => actions.ALARM.includes(governor?.arn ?? ''));

    expect(invoking).not.toEqual([]);
  });

  it('is synthesized without a warning, and with one for each module whose dependency is not configured', () => {
    const left = manifests.filter((manifest) => dependenciesOf(manifest).length > 0);
    const out = mkdtempSync(join(tmpdir(), 'assembly-'));
    const print = jest.spyOn(console, 'error').mockImplementation();
    createApp({ outdir: out, bundling: false }).synth();
    print.mockRestore();

    expect(readAssembly({ directory }).warnings).toEqual([]);
    const { warnings } = readAssembly({ directory: out });
    rmSync(out, { recursive: true });
    for (const { name } of left) {
      expect(warnings).toContainEqual(expect.stringMatching(`^Module ${name} is not deployed: .+\\.ts\\.$`));
    }
  });

  it('hands out the local address of its API', () => {
    expect(model.outputs.get(stackOutputs.apiUrl)).toBe(context.apiUrl);
    expect(model.outputs.get(stackOutputs.sourceUrl('genesys'))).toBe(`${context.apiUrl}/webhook/genesys`);
  });
});
