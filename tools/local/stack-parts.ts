import * as z from 'zod';
import { environment } from '../../lambdas/contract/environment';
import type { ModuleManifest } from '../../lambdas/contract/module-manifest';
import { type SignatureSchemeName, signatureSchemes } from '../../lambdas/contract/signature-scheme';
import { stackOutputs } from '../../lambdas/contract/stack-outputs';
import { manifests } from '../../lambdas/modules';
import type { FunctionDefinition, StackModel } from './model';

export interface SourcePart {
  readonly name: string;
  readonly scheme: SignatureSchemeName;
  readonly url: string;
  readonly secret: string;
}

export interface ModulePart {
  readonly manifest: ModuleManifest;
  readonly queueUrl: string;
  readonly dlqUrl: string;
  readonly function: FunctionDefinition;
}

/** Which of a stack's resources is what in Switchboard. */
export interface StackParts {
  readonly ingest: FunctionDefinition;
  readonly claimsTable: string;
  readonly entitiesTable: string;
  readonly quarantineQueueUrl: string;
  readonly sources: readonly SourcePart[];
  readonly modules: readonly ModulePart[];
}

const schemeName = z.custom<SignatureSchemeName>(
  (value) => typeof value === 'string' && Object.hasOwn(signatureSchemes, value),
);
const sourcesSchema = z.array(z.object({ name: z.string(), scheme: schemeName }));

/** Finds the parts by the stack's outputs. Throws when the stack lacks one. */
export const findParts = ({ outputs, functions, secrets }: StackModel): StackParts => {
  const output = (key: string): string => {
    const value = outputs.get(key);
    if (value === undefined)
      throw new Error(`The stack has no output ${key}. Is the template Switchboard's?`);
    return value;
  };
  const functionNamed = (key: string): FunctionDefinition => {
    const found = functions.find(({ name }) => name === output(key));
    if (found === undefined) throw new Error(`The stack has no function ${output(key)} (output ${key}).`);
    return found;
  };
  const secretOf = (source: string): string => {
    const arn = output(stackOutputs.sourceSecret(source));
    return secrets.find((secret) => secret.arn === arn)?.value ?? '';
  };
  const ingest = functionNamed(stackOutputs.ingestFunction);
  const sources = sourcesSchema.parse(JSON.parse(ingest.environment[environment.sources] ?? '[]'));
  return {
    ingest,
    claimsTable: output(stackOutputs.claimsTable),
    entitiesTable: output(stackOutputs.entitiesTable),
    quarantineQueueUrl: output(stackOutputs.quarantineQueueUrl),
    sources: sources.map(({ name, scheme }) => ({
      name,
      scheme,
      url: output(stackOutputs.sourceUrl(name)),
      secret: secretOf(name),
    })),
    // A deployment may leave modules out.
    modules: manifests
      .filter(({ name }) => outputs.has(stackOutputs.moduleFunction(name)))
      .map((manifest) => ({
        manifest,
        queueUrl: output(stackOutputs.moduleQueueUrl(manifest.name)),
        dlqUrl: output(stackOutputs.moduleDlqUrl(manifest.name)),
        function: functionNamed(stackOutputs.moduleFunction(manifest.name)),
      })),
  };
};
