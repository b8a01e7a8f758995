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
  /** UUID of the event source mapping between queue and function. */
  readonly mappingId?: string;
}

/** Which of a stack's resources is what in Switchboard. */
export interface StackParts {
  readonly ingest: FunctionDefinition;
  readonly claimsTable: string;
  readonly entitiesTable: string;
  /** Absent where the stack has no such output, as are all optional parts. */
  readonly idempotencyTable?: string;
  /** Where the breakers and the governor's state are. */
  readonly controlTable?: string;
  readonly quarantineQueueUrl: string;
  /** Where data lies that is too large for a message. */
  readonly payloadBucket?: string;
  readonly sources: readonly SourcePart[];
  readonly modules: readonly ModulePart[];
  readonly release?: FunctionDefinition;
  readonly state?: FunctionDefinition;
  /** Pauses and resumes modules. */
  readonly guard?: FunctionDefinition;
  /** Sets the API's throttle. */
  readonly governor?: FunctionDefinition;
  /** Base URL of the states, without a trailing slash. */
  readonly stateUrl?: string;
}

const schemeName = z.custom<SignatureSchemeName>(
  (value) => typeof value === 'string' && Object.hasOwn(signatureSchemes, value),
);
const sourcesSchema = z.array(z.object({ name: z.string(), scheme: schemeName }));

/** Finds the parts by the stack's outputs. Throws when the stack lacks one that every Switchboard has. */
export const findParts = (stack: StackModel): StackParts => {
  const outputs = new StackOutputs(stack);
  const ingest = outputs.function(stackOutputs.ingestFunction);
  return {
    ingest,
    claimsTable: outputs.text(stackOutputs.claimsTable),
    entitiesTable: outputs.text(stackOutputs.entitiesTable),
    quarantineQueueUrl: outputs.text(stackOutputs.quarantineQueueUrl),
    sources: sourcesOf(ingest, outputs),
    // A deployment may leave modules out.
    modules: manifests
      .filter(({ name }) => outputs.has(stackOutputs.moduleFunction(name)))
      .map((manifest) => moduleOf(manifest, outputs, stack)),
    ...optionalParts(outputs),
  };
};

class StackOutputs {
  readonly #stack: StackModel;

  constructor(stack: StackModel) {
    this.#stack = stack;
  }

  has(key: string): boolean {
    return this.#stack.outputs.has(key);
  }

  text(key: string): string {
    const value = this.#stack.outputs.get(key);
    if (value === undefined)
      throw new Error(`The stack has no output ${key}. Is the template Switchboard's?`);
    return value;
  }

  function(key: string): FunctionDefinition {
    const found = this.#stack.functions.find(({ name }) => name === this.text(key));
    if (found === undefined) throw new Error(`The stack has no function ${this.text(key)} (output ${key}).`);
    return found;
  }

  /** Value of the secret whose ARN the output gives. */
  secret(key: string): string {
    const arn = this.text(key);
    return this.#stack.secrets.find((secret) => secret.arn === arn)?.value ?? '';
  }
}

const sourcesOf = (ingest: FunctionDefinition, outputs: StackOutputs): SourcePart[] =>
  sourcesSchema
    .parse(JSON.parse(ingest.environment[environment.sources] ?? '[]'))
    .map(({ name, scheme }) => ({
      name,
      scheme,
      url: outputs.text(stackOutputs.sourceUrl(name)),
      secret: outputs.secret(stackOutputs.sourceSecret(name)),
    }));

const moduleOf = (manifest: ModuleManifest, outputs: StackOutputs, { mappings }: StackModel): ModulePart => {
  const definition = outputs.function(stackOutputs.moduleFunction(manifest.name));
  const mapping = mappings.find(({ functionLogicalId }) => functionLogicalId === definition.logicalId);
  return {
    manifest,
    queueUrl: outputs.text(stackOutputs.moduleQueueUrl(manifest.name)),
    dlqUrl: outputs.text(stackOutputs.moduleDlqUrl(manifest.name)),
    function: definition,
    ...(mapping && { mappingId: mapping.uuid }),
  };
};

type OptionalParts = Pick<
  StackParts,
  | 'idempotencyTable'
  | 'controlTable'
  | 'payloadBucket'
  | 'release'
  | 'state'
  | 'guard'
  | 'governor'
  | 'stateUrl'
>;

const optionalParts = (outputs: StackOutputs): OptionalParts => {
  const { idempotencyTable, controlTable, payloadBucket, stateUrl } = stackOutputs;
  const { releaseFunction, stateFunction, guardFunction, governorFunction } = stackOutputs;
  return {
    ...(outputs.has(idempotencyTable) && { idempotencyTable: outputs.text(idempotencyTable) }),
    ...(outputs.has(controlTable) && { controlTable: outputs.text(controlTable) }),
    ...(outputs.has(payloadBucket) && { payloadBucket: outputs.text(payloadBucket) }),
    ...(outputs.has(releaseFunction) && { release: outputs.function(releaseFunction) }),
    ...(outputs.has(stateFunction) && { state: outputs.function(stateFunction) }),
    ...(outputs.has(guardFunction) && { guard: outputs.function(guardFunction) }),
    ...(outputs.has(governorFunction) && { governor: outputs.function(governorFunction) }),
    ...(outputs.has(stateUrl) && { stateUrl: outputs.text(stateUrl) }),
  };
};
