import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';
import type { FunctionDefinition } from '../../model';
import { localApiUrls, type LocalApi } from '../local-api-urls';
import { numberValue, textValue } from '../cloudformation-values';
import type { LocatedResource, TemplateSource } from '../template-source';
import { deploymentOnlyFunctions } from './deployment-only-functions';

const assetMetadata = z.object({ 'aws:asset:path': z.string() });

const schema = z.object({
  Runtime: z
    .string({ error: 'expected a Node.js runtime' })
    .startsWith('nodejs', { error: 'expected a Node.js runtime' }),
  Handler: z.string(),
  Timeout: numberValue.default(3),
  MemorySize: numberValue.default(128),
  Environment: z
    .object({ Variables: z.record(z.string(), textValue).default({}) })
    .default({ Variables: {} }),
});

export interface FunctionSurroundings {
  /** The cloud assembly that holds the bundles. */
  readonly directory: string;
  readonly api: LocalApi;
}

/** The functions that run events; those that work during a deployment only are skipped. */
export function readFunctions(
  source: TemplateSource,
  surroundings: FunctionSurroundings,
): FunctionDefinition[] {
  const deploymentOnly = deploymentOnlyFunctions(source);
  return source.resources('AWS::Lambda::Function').flatMap((lambda) => {
    const reason = deploymentOnly.get(lambda.logicalId);
    if (reason === undefined) return readFunction(lambda, source, surroundings) ?? [];
    source.skipped.push({ logicalId: lambda.logicalId, reason });
    return [];
  });
}

function readFunction(
  lambda: LocatedResource,
  source: TemplateSource,
  { directory, api }: FunctionSurroundings,
): FunctionDefinition | undefined {
  const { logicalId } = lambda;
  const properties = source.properties(lambda, schema);
  const codePath = codePathOf(lambda, source, directory);
  const name = source.name(logicalId);
  const arn = source.attribute(logicalId, 'Arn');
  if (!properties || codePath === undefined || name === undefined || arn === undefined) return undefined;
  return {
    logicalId,
    name,
    arn,
    codePath,
    handler: properties.Handler,
    timeoutSeconds: properties.Timeout,
    memoryMiB: properties.MemorySize,
    environment: localApiUrls(properties.Environment.Variables, api),
  };
}

function codePathOf(
  { logicalId, resource }: LocatedResource,
  source: TemplateSource,
  directory: string,
): string | undefined {
  const path = `Resources.${logicalId}.Metadata`;
  const metadata = assetMetadata.safeParse(resource.Metadata);
  if (!metadata.success) {
    source.problems.add(
      path,
      'no aws:asset:path; synthesize with asset metadata on, as the CDK command line does',
    );
    return undefined;
  }
  const codePath = resolve(directory, metadata.data['aws:asset:path']);
  if (existsSync(codePath)) return codePath;
  source.problems.add(path, `the bundle ${codePath} does not exist; synthesize again`);
  return undefined;
}
