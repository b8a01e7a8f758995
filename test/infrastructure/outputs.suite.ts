import { stackOutputs } from '../../lambdas/contract/stack-outputs';
import { synthesizeEveryPolicy, synthesizeStage } from './synthesized';

describe('the outputs', () => {
  const synthesized = synthesizeEveryPolicy();
  const keysOf = (name: string) => ({
    [stackOutputs.moduleQueueUrl(name)]: `<Module-${name}/Queue>`,
    [stackOutputs.moduleDlqUrl(name)]: `<Module-${name}/DeadLetterQueue>`,
    [stackOutputs.moduleFunction(name)]: `<Module-${name}/Processor/Function>`,
  });

  it('have the keys of the contract and name the parts that users need', () => {
    const outputs = Object.fromEntries(
      Object.entries(synthesized.outputs).map(([key, { Value }]) => [key, synthesized.readable(Value)]),
    );

    const apiUrl =
      'https://<Webhook/Api>.execute-api.<AWS::Region>.<AWS::URLSuffix>/<Webhook/Api/DeploymentStage.prod>';
    expect(outputs).toEqual({
      [stackOutputs.apiUrl]: apiUrl,
      [stackOutputs.claimsTable]: '<Claims/Table>',
      [stackOutputs.entitiesTable]: '<Entities/Table>',
      [stackOutputs.idempotencyTable]: '<Idempotency/Table>',
      [stackOutputs.controlTable]: '<Control/Table>',
      [stackOutputs.quarantineQueueUrl]: '<Quarantine/Queue>',
      [stackOutputs.ingestFunction]: '<Ingest/Function>',
      [stackOutputs.eventBusIngestFunction]: '<EventBusIngest/Function>',
      [stackOutputs.eventBusFailureQueueUrl]: '<EventBusIngest/Failures/Queue>',
      [stackOutputs.eventBusRedriveMapping]: '<EventBusIngest/Redrive>',
      [stackOutputs.governorFunction]: '<Governor/Function>',
      [stackOutputs.guardFunction]: '<Guard/Function>',
      [stackOutputs.releaseFunction]: '<Release/Function>',
      [stackOutputs.rotationFunction]: '<Rotation/Function>',
      [stackOutputs.stateFunction]: '<State/Function>',
      [stackOutputs.stateUrl]: `${apiUrl}/state`,
      [stackOutputs.sourceUrl('genesys')]: `${apiUrl}/webhook/genesys`,
      [stackOutputs.sourceSecret('genesys')]: '<Source-genesys/Secret>',
      ...keysOf('agent-presence'),
      ...keysOf('call-flow'),
      ...keysOf('audit-trail'),
      [stackOutputs.moduleMapping('call-flow')]: '<Module-call-flow/Mapping>',
      [stackOutputs.dependencySecret('crm')]: '<Dependency-crm/Secret>',
      [stackOutputs.dependencySecret('genesys')]: '<Dependency-genesys/Secret>',
      [stackOutputs.hydrationFunction]: '<Hydration/Processor/Function>',
      [stackOutputs.moduleQueueUrl('hydration')]: '<Hydration/Queue>',
      [stackOutputs.moduleDlqUrl('hydration')]: '<Hydration/DeadLetterQueue>',
      [stackOutputs.moduleMapping('hydration')]: '<Hydration/Mapping>',
    });
  });

  it('name no part that neither a source nor a module needs', () => {
    const keys = Object.keys(synthesizeStage('prod').outputs);

    expect(keys).not.toContain(stackOutputs.releaseFunction);
    expect(keys).not.toContain(stackOutputs.guardFunction);
    expect(keys).not.toContain(stackOutputs.hydrationFunction);
    expect(keys.filter((key) => key.startsWith('EventBus'))).toEqual([]);
    expect(keys.filter((key) => key.startsWith('ModuleMappingId'))).toEqual([]);
    expect(keys.filter((key) => key.startsWith('DependencySecret'))).toEqual([]);
  });

  it('go with functions whose logical ids a person can type', () => {
    expect(synthesized.readable({ Ref: 'IngestFunction' })).toBe('<Ingest/Function>');
    expect(synthesized.readable({ Ref: 'EventBusIngestFunction' })).toBe('<EventBusIngest/Function>');
    expect(synthesized.readable({ Ref: 'ReleaseFunction' })).toBe('<Release/Function>');
    expect(synthesized.readable({ Ref: 'GuardFunction' })).toBe('<Guard/Function>');
    expect(synthesized.readable({ Ref: 'HydrationFunction' })).toBe('<Hydration/Processor/Function>');
    expect(synthesized.readable({ Ref: 'GovernorFunction' })).toBe('<Governor/Function>');
    expect(synthesized.readable({ Ref: 'StateFunction' })).toBe('<State/Function>');
    expect(synthesized.readable({ Ref: 'ModuleFunctionAgentPresence' })).toBe(
      '<Module-agent-presence/Processor/Function>',
    );
  });
});
