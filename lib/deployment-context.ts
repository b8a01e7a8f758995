import { type ApiKind, apiKinds } from '../lambdas/contract/api-kind';
import { eventBusNameExample, eventBusNameRule, isEventBusName } from '../lambdas/contract/event-bus-name';
import { hydrationDependency } from '../lambdas/contract/hydration';
import type { ModuleManifest } from '../lambdas/contract/module-manifest';
import { manifests } from '../lambdas/modules';
import { ConfigurationError } from './configuration-error';
import { type Dependency, dependencyUrlRule, isDependencyUrl } from './dependency-url';
import { genesysIn, genesysRegions, isGenesysRegion } from './genesys-regions';
import { type StageName, stages } from './stage-config';
import { dependenciesOf } from './missing-dependencies';
import { show } from './validation-rules';

const architectures = ['arm64', 'x86_64'] as const;
export type ArchitectureName = (typeof architectures)[number];

/** What a deployment is told from outside, by `-c key=value`. */
export interface DeploymentContext {
  readonly stage: StageName;
  readonly architecture: ArchitectureName;
  /** Which kind of API stands in front, in the place of the stage's. */
  readonly api?: ApiKind;
  /** SNS topic that all alarms notify. */
  readonly alarmTopicArn?: string;
  /** Partner event bus of the stage's source `genesys`, in the place of the one that the stage gives it. */
  readonly genesysEventBus?: string;
  /** In addition to those of the stage, or in their place. */
  readonly dependencies: Readonly<Record<string, Dependency>>;
}

const snsTopicArn = /^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/;

/** The context keys that say where a dependency is: `crmUrl` and `crmTokenUrl`. */
export const dependencyContextKeys = (dependency: string) => {
  const name = dependency.replaceAll(/-([a-z0-9])/g, (_, first: string) => first.toUpperCase());
  return { url: `${name}Url`, tokenUrl: `${name}TokenUrl` } as const;
};

/** The context key that says which event bus a source has, and that source. */
export const eventBusContext = { key: 'genesysEventBus', source: 'genesys' } as const;

/**
 * Reads the context keys `stage` (default `dev`), `arch` (default `arm64`), `api` (default: as the stage has it),
 * `alarmTopicArn` (default none), `genesysEventBus` (default: as the stage has it), and for each dependency that a
 * module or hydration names where it is: `crmUrl` (default: as the stage has it) and `crmTokenUrl` (default
 * `<crmUrl>/oauth/token`). Of Genesys Cloud, `genesysRegion` says both.
 *
 * @param modules those whose dependencies can be given; default every one there is
 * @throws ConfigurationError that names every key with a value that is not allowed.
 */
export function parseDeploymentContext(
  read: (key: string) => unknown,
  modules: readonly ModuleManifest[] = manifests,
): DeploymentContext {
  const stage = read('stage') ?? 'dev';
  const architecture = read('arch') ?? 'arm64';
  const api = read('api');
  const alarmTopicArn = read('alarmTopicArn');
  const region = read('genesysRegion');
  const { dependencies: named, problems: dependencyProblems } = readDependencies(read, modules);
  const dependencies = {
    ...(isGenesysRegion(region) && { [hydrationDependency]: genesysIn(region) }),
    ...named,
  };
  const genesysEventBus = read(eventBusContext.key);
  const problems = [
    ...(isStageName(stage) ? [] : [refusal('stage', stage, stageRule)]),
    ...(isArchitectureName(architecture) ? [] : [refusal('arch', architecture, architectureRule)]),
    ...(api === undefined || isApiKind(api) ? [] : [refusal('api', api, apiRule)]),
    ...(alarmTopicArn === undefined || isTopicArn(alarmTopicArn)
      ? []
      : [refusal('alarmTopicArn', alarmTopicArn, topicArnRule)]),
    ...(genesysEventBus === undefined || isEventBusName(genesysEventBus)
      ? []
      : [refusal(eventBusContext.key, genesysEventBus, eventBusRule)]),
    ...dependencyProblems,
    ...(region === undefined || isGenesysRegion(region)
      ? []
      : [refusal('genesysRegion', region, genesysRegionRule)]),
  ];
  if (!isStageName(stage) || !isArchitectureName(architecture) || problems.length > 0) {
    throw new ConfigurationError(problems);
  }
  return {
    stage,
    architecture,
    dependencies,
    ...(isApiKind(api) && { api }),
    ...(isTopicArn(alarmTopicArn) && { alarmTopicArn }),
    ...(isEventBusName(genesysEventBus) && { genesysEventBus }),
  };
}

interface GivenDependencies {
  readonly dependencies: Record<string, Dependency>;
  readonly problems: string[];
}

function readDependencies(
  read: (key: string) => unknown,
  modules: readonly ModuleManifest[],
): GivenDependencies {
  const given: GivenDependencies = { dependencies: {}, problems: [] };
  const names = modules.flatMap((manifest) => dependenciesOf(manifest));
  for (const name of new Set([...names, hydrationDependency])) {
    const keys = dependencyContextKeys(name);
    const url = read(keys.url);
    const tokenUrl = read(keys.tokenUrl) ?? (isDependencyUrl(url) ? defaultTokenUrl(url) : undefined);
    if (url === undefined && tokenUrl === undefined) continue;
    if (isDependencyUrl(url) && isDependencyUrl(tokenUrl)) given.dependencies[name] = { url, tokenUrl };
    if (!isDependencyUrl(url)) given.problems.push(refusal(keys.url, url, urlRule));
    if (tokenUrl !== undefined && !isDependencyUrl(tokenUrl)) {
      given.problems.push(refusal(keys.tokenUrl, tokenUrl, tokenUrlRule));
    }
  }
  return given;
}

const defaultTokenUrl = (url: string): string => `${url.replace(/\/+$/, '')}/oauth/token`;

interface Rule {
  readonly allowed: string;
  readonly example: string;
}

const refusal = (key: string, value: unknown, { allowed, example }: Rule): string =>
  `Context '${key}' is ${show(value)}, but must be ${allowed}: say for example '-c ${key}=${example}'.`;

const oneOf = (names: readonly string[]): string => `one of ${names.join(', ')}`;

const stageRule: Rule = { allowed: oneOf(Object.keys(stages)), example: 'dev' };
const architectureRule: Rule = { allowed: oneOf(architectures), example: 'x86_64' };
const apiRule: Rule = { allowed: oneOf(apiKinds), example: 'http' };
const topicArnRule: Rule = {
  allowed: 'the ARN of an SNS topic',
  example: 'arn:aws:sns:eu-central-1:123456789012:alarms',
};
const genesysRegionRule: Rule = {
  allowed: `${oneOf(genesysRegions)} (of another region say '-c genesysUrl=https://api.…' and '-c genesysTokenUrl=https://login.…/oauth/token' instead)`,
  example: 'mypurecloud.ie',
};
const eventBusRule: Rule = { allowed: eventBusNameRule, example: eventBusNameExample };
const urlRule: Rule = { allowed: dependencyUrlRule, example: 'https://crm.example.com' };
const tokenUrlRule: Rule = { allowed: dependencyUrlRule, example: 'https://crm.example.com/oauth/token' };

const isStageName = (value: unknown): value is StageName =>
  typeof value === 'string' && Object.hasOwn(stages, value);

const isArchitectureName = (value: unknown): value is ArchitectureName =>
  architectures.some((name) => name === value);

const isApiKind = (value: unknown): value is ApiKind => apiKinds.some((kind) => kind === value);

const isTopicArn = (value: unknown): value is string => typeof value === 'string' && snsTopicArn.test(value);
