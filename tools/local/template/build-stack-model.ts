import type { StackModel } from '../model';
import { Evaluator } from './evaluation/evaluator';
import type { GenerateSecretSpec } from './generate-secret-string';
import { Problems, TemplateError } from './problems';
import { readAlarms } from './resources/alarms';
import { readApi } from './resources/api';
import { readEventRules } from './resources/event-rules';
import { readEventSourceMappings } from './resources/event-source-mappings';
import { readFunctions } from './resources/functions';
import { readGatewayResponses } from './resources/gateway-responses';
import { readHttpRoutes } from './resources/http-routes';
import { readInvokeConfigs } from './resources/invoke-configs';
import { skipWhatIsNotRun } from './resources/not-run';
import { readOutputs } from './resources/outputs';
import { readQueues } from './resources/queues';
import { readRotations } from './resources/rotations';
import { readRoutes } from './resources/routes';
import { readSchedules } from './resources/schedules';
import { readSecrets } from './resources/secrets';
import { readTables } from './resources/tables';
import { templateSchema, type Template } from './template-schema';
import { TemplateSource, type Skipped } from './template-source';

export interface StackContext {
  readonly region: string;
  readonly accountId: string;
  /** The cloud assembly that holds the bundles. */
  readonly directory: string;
  /** What `AWS::StackName` gives. Default `local`. */
  readonly stackName?: string;
  /** Where the API is served, without a trailing slash; it answers without a stage in its path. */
  readonly apiUrl: string;
  /** The URL that SQS gives a queue of this name. */
  readonly queueUrl: (name: string) => string;
  /** The whole value of a secret that the template leaves to chance; see `generateSecretString`. */
  readonly generateSecret: (spec: GenerateSecretSpec) => string;
}

/** A stack model, and what of the template it leaves out on purpose. */
export interface TemplateModel extends StackModel {
  readonly skipped: readonly Skipped[];
}

/**
 * Reads a CloudFormation template into what the local runner runs, every intrinsic resolved.
 *
 * @throws {TemplateError} with all problems found: what cannot be resolved, and what cannot be run locally
 */
export function buildStackModel(template: unknown, context: StackContext): TemplateModel {
  const problems = new Problems();
  const model = readStack(sourceOf(parseTemplate(template), problems, context), context);
  problems.throwIfAny();
  return model;
}

function parseTemplate(template: unknown): Template {
  const parsed = templateSchema.safeParse(template);
  if (parsed.success) return parsed.data;
  throw new TemplateError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}

function sourceOf(template: Template, problems: Problems, context: StackContext): TemplateSource {
  const surroundings = { ...context, stackName: context.stackName ?? 'local' };
  return new TemplateSource({
    template,
    problems,
    evaluator: new Evaluator({ template, problems, surroundings }),
  });
}

function readStack(source: TemplateSource, context: StackContext): TemplateModel {
  skipWhatIsNotRun(source);
  const { apiId, apiKind, stageName, binaryMediaTypes, throttling } = readApi(source);
  const api = { apiId, apiUrl: context.apiUrl };
  const functions = readFunctions(source, { directory: context.directory, api });
  const queues = readQueues(source);
  return {
    tables: readTables(source),
    queues,
    secrets: readSecrets(source, context.generateSecret),
    rotations: readRotations(source, functions),
    functions,
    mappings: readEventSourceMappings(source, functions),
    schedules: readSchedules(source, functions),
    eventRules: readEventRules(source, functions),
    invokeConfigs: readInvokeConfigs(source, { functions, queues }),
    routes: [...readRoutes(source, functions), ...readHttpRoutes(source, functions)],
    ...(apiKind && { apiKind }),
    binaryMediaTypes,
    ...(stageName !== undefined && { stageName }),
    ...(apiId !== undefined && { apiId }),
    ...(throttling && { throttling }),
    alarms: readAlarms(source),
    gatewayResponses: readGatewayResponses(source),
    outputs: readOutputs(source, api),
    skipped: source.skipped,
  };
}
