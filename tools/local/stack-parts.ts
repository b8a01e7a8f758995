import * as z from 'zod';
import { environment } from '../../lambdas/contract/environment';
import type { ModuleManifest } from '../../lambdas/contract/module-manifest';
import {
  isSchemeName,
  type SignatureScheme,
  type SignatureSchemeName,
} from '../../lambdas/contract/signature-scheme';
import { isSignatureScheme } from '../../lambdas/contract/signature-scheme-rules';
import { type EventFormat, eventFormats } from '../../lambdas/contract/source-definition';
import { stackOutputs } from '../../lambdas/contract/stack-outputs';
import { hydrationManifest } from '../../lambdas/hydration/manifest';
import { manifests } from '../../lambdas/modules';
import type { FunctionDefinition, StackModel } from './model';

export interface SourcePart {
  readonly name: string;
  readonly scheme: SignatureSchemeName | SignatureScheme;
  /** Absent: the default one. */
  readonly format?: EventFormat;
  readonly url: string;
  /** The current one, as it is now. */
  readonly secret: string;
}

export interface EventBusPart {
  /** The source whose events it carries. */
  readonly source: string;
  readonly busName: string;
}

/** What ingests the events of partner event buses. */
export interface EventBusIngestPart {
  readonly function: FunctionDefinition;
  readonly buses: readonly EventBusPart[];
  /** Events that failed. */
  readonly failureQueueUrl: string;
  /** UUID of the event source mapping that puts them back. */
  readonly redriveMappingId: string;
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
  readonly sources: readonly SourcePart[];
  readonly modules: readonly ModulePart[];
  readonly eventBusIngest?: EventBusIngestPart;
  /** Completes truncated events; built like a module. */
  readonly hydration?: ModulePart;
  readonly release?: FunctionDefinition;
  readonly state?: FunctionDefinition;
  /** Pauses and resumes modules. */
  readonly guard?: FunctionDefinition;
  /** Sets the API's throttle. */
  readonly governor?: FunctionDefinition;
  /** Rotates the sources' secrets. */
  readonly rotation?: FunctionDefinition;
  /** Base URL of the states, without a trailing slash. */
  readonly stateUrl?: string;
}

const scheme = z.union([
  z.custom<SignatureSchemeName>(isSchemeName),
  z.custom<SignatureScheme>(isSignatureScheme),
]);
/** A source without a scheme has no webhook to post to. */
const sourcesSchema = z.array(
  z.object({ name: z.string(), scheme: scheme.optional(), format: z.enum(eventFormats).optional() }),
);

/** The text of a secret by its ARN, as it is now. */
export type CurrentSecret = (arn: string) => string | undefined;

/**
 * Finds the parts by the stack's outputs. Throws when the stack lacks one that every Switchboard has.
 *
 * @param currentSecret default: secrets stay as the stack has them at first
 */
export const findParts = (stack: StackModel, currentSecret?: CurrentSecret): StackParts => {
  const outputs = new StackOutputs(stack, currentSecret);
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
    ...hydrationPart(outputs, stack),
    ...optionalParts(outputs),
  };
};

class StackOutputs {
  readonly #stack: StackModel;
  readonly #currentSecret: CurrentSecret;

  constructor(stack: StackModel, currentSecret: CurrentSecret = (arn) => firstSecret(stack, arn)) {
    this.#stack = stack;
    this.#currentSecret = currentSecret;
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
    return this.#currentSecret(this.text(key)) ?? '';
  }
}

const firstSecret = (stack: StackModel, arn: string): string | undefined =>
  stack.secrets.find((secret) => secret.arn === arn)?.value;

const sourcesOf = (ingest: FunctionDefinition, outputs: StackOutputs): SourcePart[] =>
  sourcesSchema
    .parse(JSON.parse(ingest.environment[environment.sources] ?? '[]'))
    .flatMap(({ name, scheme, format }) =>
      scheme === undefined
        ? []
        : [
            {
              name,
              scheme,
              ...(format && { format }),
              url: outputs.text(stackOutputs.sourceUrl(name)),
              get secret() {
                return outputs.secret(stackOutputs.sourceSecret(name));
              },
            },
          ],
    );

const eventBusSources = z.array(z.object({ name: z.string(), eventBus: z.string() }));

const eventBusIngestOf = (outputs: StackOutputs): EventBusIngestPart => {
  const definition = outputs.function(stackOutputs.eventBusIngestFunction);
  return {
    function: definition,
    buses: eventBusSources
      .parse(JSON.parse(definition.environment[environment.sources] ?? '[]'))
      .map(({ name, eventBus }) => ({ source: name, busName: eventBus })),
    failureQueueUrl: outputs.text(stackOutputs.eventBusFailureQueueUrl),
    redriveMappingId: outputs.text(stackOutputs.eventBusRedriveMapping),
  };
};

const hydrationPart = (outputs: StackOutputs, stack: StackModel): Pick<StackParts, 'hydration'> => {
  if (!outputs.has(stackOutputs.hydrationFunction)) return {};
  const definition = outputs.function(stackOutputs.hydrationFunction);
  return { hydration: processedBy(definition, hydrationManifest(manifests), { outputs, stack }) };
};

const moduleOf = (manifest: ModuleManifest, outputs: StackOutputs, stack: StackModel): ModulePart =>
  processedBy(outputs.function(stackOutputs.moduleFunction(manifest.name)), manifest, { outputs, stack });

const processedBy = (
  definition: FunctionDefinition,
  manifest: ModuleManifest,
  { outputs, stack: { mappings } }: { readonly outputs: StackOutputs; readonly stack: StackModel },
): ModulePart => {
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
  | 'eventBusIngest'
  | 'release'
  | 'state'
  | 'guard'
  | 'governor'
  | 'rotation'
  | 'stateUrl'
>;

const optionalParts = (outputs: StackOutputs): OptionalParts => {
  const { idempotencyTable, controlTable, stateUrl } = stackOutputs;
  const { releaseFunction, stateFunction, guardFunction, governorFunction, rotationFunction } = stackOutputs;
  return {
    ...(outputs.has(idempotencyTable) && { idempotencyTable: outputs.text(idempotencyTable) }),
    ...(outputs.has(controlTable) && { controlTable: outputs.text(controlTable) }),
    ...(outputs.has(stackOutputs.eventBusIngestFunction) && { eventBusIngest: eventBusIngestOf(outputs) }),
    ...(outputs.has(releaseFunction) && { release: outputs.function(releaseFunction) }),
    ...(outputs.has(stateFunction) && { state: outputs.function(stateFunction) }),
    ...(outputs.has(guardFunction) && { guard: outputs.function(guardFunction) }),
    ...(outputs.has(governorFunction) && { governor: outputs.function(governorFunction) }),
    ...(outputs.has(rotationFunction) && { rotation: outputs.function(rotationFunction) }),
    ...(outputs.has(stateUrl) && { stateUrl: outputs.text(stateUrl) }),
  };
};
