import type { Credentials, Endpoints } from './aws-access';
import { local } from './aws-access';
import type { FunctionDescription, LocalDescription, ModuleDescription } from './local-switchboard';
import type { FunctionDefinition } from './model';
import type { MappingState } from './polling/event-source-mapping';
import type { ModulePart, StackParts } from './stack-parts';
import type { RunningDependency } from './start-dependencies';

export interface DescribeOptions {
  readonly parts: StackParts;
  readonly apiUrl: string;
  readonly endpoints: Required<Endpoints>;
  readonly credentials: Credentials;
  readonly dependencies: readonly RunningDependency[];
  readonly pidsOf: (definition: FunctionDefinition) => readonly number[];
  /** By its UUID. */
  readonly mappingStateOf: (id: string) => MappingState | undefined;
}

/** The content of `local.json`. */
export const describeSwitchboard = (options: DescribeOptions): LocalDescription => {
  const { parts, apiUrl, endpoints, credentials, pidsOf } = options;
  const { accessKeyId, secretAccessKey } = credentials;
  const { idempotencyTable, controlTable, stateUrl, eventBusIngest } = parts;
  const { release, state, guard, governor, rotation } = parts;
  const running = (definition: FunctionDefinition): FunctionDescription => ({
    name: definition.name,
    pids: pidsOf(definition),
  });
  return {
    pid: process.pid,
    apiUrl,
    region: local.region,
    credentials: { accessKeyId, secretAccessKey },
    endpoints,
    sources: Object.fromEntries(parts.sources.map(({ name, ...source }) => [name, source])),
    tables: {
      claims: parts.claimsTable,
      entities: parts.entitiesTable,
      ...(idempotencyTable !== undefined && { idempotency: idempotencyTable }),
      ...(controlTable !== undefined && { control: controlTable }),
    },
    queues: {
      quarantine: parts.quarantineQueueUrl,
      ...(eventBusIngest && { eventBusFailures: eventBusIngest.failureQueueUrl }),
    },
    eventBuses: Object.fromEntries(
      eventBusIngest?.buses.map(({ source, busName }) => [source, busName]) ?? [],
    ),
    modules: Object.fromEntries(
      [...parts.modules, ...(parts.hydration ? [parts.hydration] : [])].map((part) => [
        part.manifest.name,
        describeModule(part, options),
      ]),
    ),
    ...(stateUrl !== undefined && { stateUrl }),
    functions: {
      ingest: running(parts.ingest),
      ...(eventBusIngest && {
        eventBusIngest: {
          ...running(eventBusIngest.function),
          ...describeMapping(eventBusIngest.redriveMappingId, options),
        },
      }),
      ...(release && { release: running(release) }),
      ...(state && { state: running(state) }),
      ...(guard && { guard: running(guard) }),
      ...(governor && { governor: running(governor) }),
      ...(rotation && { rotation: running(rotation) }),
    },
    dependencies: Object.fromEntries(
      options.dependencies.map(({ name, url, tokenUrl, clientId }) => [name, { url, tokenUrl, clientId }]),
    ),
  };
};

const describeModule = (
  { queueUrl, dlqUrl, function: definition, mappingId }: ModulePart,
  options: DescribeOptions,
): ModuleDescription => ({
  queueUrl,
  dlqUrl,
  function: definition.name,
  pids: options.pidsOf(definition),
  ...describeMapping(mappingId, options),
});

const describeMapping = (
  id: string | undefined,
  { mappingStateOf }: DescribeOptions,
): Pick<ModuleDescription, 'mapping'> => {
  const state = id === undefined ? undefined : mappingStateOf(id);
  return id === undefined || state === undefined ? {} : { mapping: { id, state } };
};
