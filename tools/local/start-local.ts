import { dirname, join } from 'node:path';
import { accessVariables, chooseCredentials, createClients } from './aws-access';
import { Cleanup } from './cleanup';
import { createResources } from './create-resources';
import { describeSwitchboard } from './describe-switchboard';
import { type DescriptionFile, openDescriptionFile } from './description-file';
import type { FunctionLine } from './lambda/invocation';
import { Listeners } from './listeners';
import type { LocalDescription, LocalEvent, LocalSwitchboard, StartLocalOptions } from './local-switchboard';
import type { FunctionDefinition } from './model';
import type { MappingState } from './polling/event-source-mapping';
import { writeSamFiles } from './sam-files';
import { findParts } from './stack-parts';
import { startDependencies, withDependencies } from './start-dependencies';
import { StackRunner } from './stack-runner';
import { startServers } from './start-servers';

export type {
  LocalDescription,
  LocalEvent,
  LocalSwitchboard,
  ModuleDescription,
  StartLocalOptions,
} from './local-switchboard';

/**
 * Runs Switchboard on this machine, from the synthesized template: its API, functions, queues, tables and
 * secrets. Resolves when all of it is ready; when something fails, nothing is left behind.
 *
 * Throws `PortInUseError`, `AlreadyRunningError`, `SynthesisError`, `TemplateError`, `FunctionInitError`.
 */
export const startLocal = async (options: StartLocalOptions = {}): Promise<LocalSwitchboard> => {
  const cleanup = new Cleanup();
  const { signal } = options;
  const onAbort = (): void => void cleanup.run().catch(() => undefined);
  signal?.addEventListener('abort', onAbort);
  try {
    const started = await start(options, cleanup);
    signal?.throwIfAborted();
    return started;
  } catch (error) {
    // The first error is the one to tell; what goes wrong while ending follows from it.
    await cleanup.run().catch(() => undefined);
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
};

interface Audience {
  readonly lines: Listeners<FunctionLine>;
  readonly events: Listeners<LocalEvent>;
  /** Of what the description says. */
  readonly changes: Listeners<unknown>;
}

/** All that is created before the first function runs. */
const prepare = async (options: StartLocalOptions, cleanup: Cleanup, { events }: Audience) => {
  const ground = await startServers(options, cleanup, events.tell);
  const usesForeignServers = options.dynamodbEndpoint !== undefined || options.sqsEndpoint !== undefined;
  const credentials = chooseCredentials(usesForeignServers, process.env);
  const clients = createClients(ground.endpoints, credentials);
  cleanup.add(clients.destroy);
  const created = await createResources(ground, clients, options.adjustModel);
  const dependencies = await startDependencies(created.model, cleanup, ground);
  const stack = { ...created, model: withDependencies(created.model, dependencies) };
  const extraEnvironment = accessVariables(ground.endpoints, credentials);
  const parts = findParts(stack.model, (arn) => ground.secrets.currentText(arn));
  return { ...ground, credentials, clients, stack, dependencies, extraEnvironment, parts };
};

type Prepared = Awaited<ReturnType<typeof prepare>>;

const createRunner = (
  { stack, clients, clock, credentials, extraEnvironment }: Prepared,
  { lines, events, changes }: Audience,
  { maxEnvironments, throttling }: StartLocalOptions,
): StackRunner =>
  new StackRunner({
    stack,
    sqs: clients.sqs,
    credentials,
    clock,
    extraEnvironment,
    ...(maxEnvironments !== undefined && { maxEnvironments }),
    ...(throttling !== undefined && { throttling }),
    onLine: lines.tell,
    onEvent: events.tell,
    onChanged: () => changes.tell(undefined),
  });

const start = async (options: StartLocalOptions, cleanup: Cleanup): Promise<LocalSwitchboard> => {
  const file = options.descriptionFile && (await openDescriptionFile(options.descriptionFile));
  const audience: Audience = { lines: new Listeners(), events: new Listeners(), changes: new Listeners() };
  const prepared = await prepare(options, cleanup, audience);
  const runner = createRunner(prepared, audience, options);
  cleanup.add(() => runner.close());
  // Nothing is to be resumed while the runner ends.
  cleanup.add(() => prepared.control.close());
  await runner.start(prepared);
  prepared.secrets.serveRotations(runner.runRotationStep);
  prepared.secrets.onChanged(() => audience.changes.tell(undefined));
  const pidsOf = ({ logicalId }: FunctionDefinition): readonly number[] =>
    runner.functions.get(logicalId)?.pids ?? [];
  const mappingStateOf = (id: string): MappingState | undefined =>
    [...runner.mappings.values()].find(({ definition }) => definition.uuid === id)?.state;
  const describe = (): LocalDescription =>
    describeSwitchboard({ ...prepared, apiUrl: prepared.api.url, pidsOf, mappingStateOf });
  if (file) {
    const { stack, parts, extraEnvironment } = prepared;
    const samFolder = join(dirname(file.path), 'sam');
    const { functions, apiKind = 'rest' } = stack.model;
    const { sources } = parts;
    cleanup.add(writeSamFiles(samFolder, { functions, sources, extraEnvironment, apiKind }));
    keepCurrent({ file, describe, changes: audience.changes, cleanup });
  }
  cleanup.add(() => {
    audience.lines.clear();
    audience.events.clear();
  });
  return assemble(prepared, { runner, audience, describe, close: () => cleanup.run() });
};

interface Running {
  readonly runner: StackRunner;
  readonly audience: Audience;
  readonly describe: () => LocalDescription;
  readonly close: () => Promise<void>;
}

const assemble = (
  { api, assembly, stack, parts, clients, clock, secrets, sqs }: Prepared,
  { runner, audience, describe, close }: Running,
): LocalSwitchboard => ({
  apiUrl: api.url,
  get description() {
    return describe();
  },
  model: stack.model,
  warnings: assembly.warnings,
  parts,
  functions: runner.functions,
  mappings: runner.mappings,
  schedules: runner.schedules,
  clients,
  clock,
  secrets,
  ...(sqs && { sqs: sqs.engine }),
  onLine: audience.lines.add,
  onEvent: audience.events.add,
  close,
});

interface KeepCurrentOptions {
  readonly file: DescriptionFile;
  readonly describe: () => LocalDescription;
  readonly changes: Listeners<unknown>;
  readonly cleanup: Cleanup;
}

const keepCurrent = ({ file, describe, changes, cleanup }: KeepCurrentOptions): void => {
  const write = (): void => file.write(describe());
  write();
  const stop = changes.add(write);
  cleanup.add(() => {
    stop();
    file.remove();
  });
};
