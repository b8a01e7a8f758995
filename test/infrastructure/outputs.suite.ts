import { stackOutputs } from '../../lambdas/contract/stack-outputs';
import { synthesizeStage } from './synthesized';

describe('the outputs', () => {
  const synthesized = synthesizeStage('prod');

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
      [stackOutputs.quarantineQueueUrl]: '<Quarantine/Queue>',
      [stackOutputs.ingestFunction]: '<Ingest/Function>',
      [stackOutputs.sourceUrl('genesys')]: `${apiUrl}/webhook/genesys`,
      [stackOutputs.sourceSecret('genesys')]: '<Source-genesys/Secret>',
      [stackOutputs.moduleQueueUrl('agent-presence')]: '<Module-agent-presence/Queue>',
      [stackOutputs.moduleDlqUrl('agent-presence')]: '<Module-agent-presence/DeadLetterQueue>',
      [stackOutputs.moduleFunction('agent-presence')]: '<Module-agent-presence/Processor/Function>',
    });
  });

  it('go with functions whose logical ids a person can type', () => {
    expect(synthesized.readable({ Ref: 'IngestFunction' })).toBe('<Ingest/Function>');
    expect(synthesized.readable({ Ref: 'ModuleFunctionAgentPresence' })).toBe(
      '<Module-agent-presence/Processor/Function>',
    );
  });
});
