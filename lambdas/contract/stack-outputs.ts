const pascal = (name: string): string =>
  name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, first: string) => first.toUpperCase());

/** Keys of the stack's outputs: written by the stack, read by the local runner and by operators' tools. */
export const stackOutputs = {
  /** Base URL of the API, without a trailing slash. */
  apiUrl: 'ApiUrl',
  claimsTable: 'ClaimsTableName',
  entitiesTable: 'EntitiesTableName',
  idempotencyTable: 'IdempotencyTableName',
  controlTable: 'ControlTableName',
  quarantineQueueUrl: 'QuarantineQueueUrl',
  ingestFunction: 'IngestFunctionName',
  /** Ingests what comes through partner event buses. */
  eventBusIngestFunction: 'EventBusIngestFunctionName',
  /** Events of those buses that failed. */
  eventBusFailureQueueUrl: 'EventBusFailureQueueUrl',
  /** The event source mapping that puts them back while it is enabled. */
  eventBusRedriveMapping: 'EventBusRedriveMappingId',
  /** Sends parked events that are due back into their modules' queues. */
  releaseFunction: 'ReleaseFunctionName',
  /** Pauses and resumes modules whose dependencies are down. */
  guardFunction: 'GuardFunctionName',
  /** Lowers the API's throttle while ingest is unwell. */
  governorFunction: 'GovernorFunctionName',
  /** Rotates the signing secrets of sources. */
  rotationFunction: 'RotationFunctionName',
  /** Completes truncated events. */
  hydrationFunction: 'HydrationFunctionName',
  /** Answers `GET /state/{module}/{entity}`. */
  stateFunction: 'StateFunctionName',
  /** Base URL of the states, without a trailing slash. */
  stateUrl: 'StateUrl',
  dependencySecret: (dependency: string): string => `DependencySecretArn${pascal(dependency)}`,
  sourceUrl: (source: string): string => `SourceUrl${pascal(source)}`,
  sourceSecret: (source: string): string => `SourceSecretArn${pascal(source)}`,
  moduleQueueUrl: (module: string): string => `ModuleQueueUrl${pascal(module)}`,
  moduleDlqUrl: (module: string): string => `ModuleDlqUrl${pascal(module)}`,
  moduleMapping: (module: string): string => `ModuleMappingId${pascal(module)}`,
  moduleFunction: (module: string): string => `ModuleFunctionName${pascal(module)}`,
} as const;
