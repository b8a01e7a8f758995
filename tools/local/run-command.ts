import { randomUUID } from 'node:crypto';
import { join, relative } from 'node:path';
import type { CommandLine } from './parse-command-line';
import { createClaimReader } from './play/claim-outcomes';
import { isAsExpected } from './play/judge-event';
import { outcomesTable } from './play/outcomes-table';
import { freshEvent } from './play/fresh-event';
import { type PlayedEvent, playEvents } from './play/play-events';
import { readSampleEvents, type SampleEvent } from './play/sample-events';
import { signedCurl } from './play/signed-curl';
import { stateCurl } from './play/state-curl';
import type { ConsoleOutput } from './report/console-output';
import { header } from './report/header';
import { reportActivity } from './report/report-activity';
import { tellWarnings } from './report/tell-warnings';
import { type LocalSwitchboard, startLocal } from './start-local';

export interface RunOptions {
  readonly commandLine: CommandLine;
  readonly projectFolder: string;
  readonly output: ConsoleOutput;
  /** Aborted when the user wants it to end. */
  readonly signal: AbortSignal;
}

export type RunResult = 'as-expected' | 'not-as-expected' | 'ended';

const tellReady = (
  switchboard: LocalSwitchboard,
  samples: readonly SampleEvent[],
  options: RunOptions,
): void => {
  const { output, projectFolder } = options;
  const { description, parts } = switchboard;
  const [source] = parts.sources;
  const [sample] = samples;
  const fresh = sample && freshEvent(sample.body, { id: randomUUID(), timestamp: new Date().toISOString() });
  const curl = source && fresh && signedCurl(source, fresh);
  const descriptionFile = relative(process.cwd(), descriptionFileOf(projectFolder));
  const read = stateCurl(description, samples, parts);
  const { colors } = output;
  output.text(
    header({ description, descriptionFile, colors, ...(curl && { curl }), ...(read && { stateCurl: read }) }),
  );
  const { apiUrl, stateUrl, endpoints, eventBuses, dependencies } = description;
  output.object({
    event: 'ready',
    apiUrl,
    stateUrl,
    endpoints,
    eventBuses,
    dependencies,
    descriptionFile,
    curl,
    stateCurl: read,
  });
};

const tellPlayed = (
  played: readonly PlayedEvent[],
  serversWereUsedBefore: boolean,
  output: ConsoleOutput,
): boolean => {
  const { colors } = output;
  if (played.length > 0) output.text(`\n${outcomesTable(played, { colors, serversWereUsedBefore })}\n`);
  for (const event of played) {
    const { sample, httpStatus, answer, outcomes } = event;
    const asExpected = isAsExpected(event, serversWereUsedBefore);
    output.object({ event: 'played', file: sample.file, httpStatus, answer, outcomes, asExpected });
  }
  return played.every((event) => isAsExpected(event, serversWereUsedBefore));
};

const descriptionFileOf = (projectFolder: string): string =>
  join(projectFolder, '.switchboard', 'local.json');

const untilAborted = (signal: AbortSignal): Promise<'ended'> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve('ended');
    signal.addEventListener('abort', () => resolve('ended'));
  });

const playAll = async (
  switchboard: LocalSwitchboard,
  samples: readonly SampleEvent[],
  { commandLine, output }: RunOptions,
): Promise<RunResult> => {
  const { parts, clients, mappings, onLine, onEvent, description } = switchboard;
  const claims = createClaimReader(clients.dynamodb, parts.claimsTable);
  const bus = { onLine, onEvent, endpoint: description.endpoints.eventBridge };
  const played = await playEvents(samples, { parts, claims, bus });
  // An outcome is stored a moment before the function tells of it; the table comes after all lines.
  await Promise.all([...mappings.values()].map((mapping) => mapping.settled()));
  const asExpected = tellPlayed(played, commandLine.dynamodbEndpoint !== undefined, output);
  return asExpected ? 'as-expected' : 'not-as-expected';
};

/**
 * Runs Switchboard, plays the sample events and tells what became of them. With `once` it ends then;
 * otherwise it stays until `signal` ends it. Nothing of it is left when this resolves.
 */
export const runCommand = async (options: RunOptions): Promise<RunResult> => {
  const { commandLine, projectFolder, output, signal } = options;
  const { once, json: _json, play = join(projectFolder, 'events'), ...startOptions } = commandLine;
  const samples = readSampleEvents(play);
  const descriptionFile = descriptionFileOf(projectFolder);
  const switchboard = await startLocal({ ...startOptions, projectFolder, descriptionFile, signal });
  const ended = untilAborted(signal);
  const endReport = reportActivity(switchboard, output.item);
  try {
    tellReady(switchboard, samples, options);
    tellWarnings(switchboard.warnings, output);
    const result = await Promise.race([playAll(switchboard, samples, options), ended]);
    if (once || result === 'ended') return result;
    if (samples.length > 0) output.text(`${output.colors.dim('  It stays up. Ctrl-C ends it.')}\n`);
    return await ended;
  } finally {
    endReport();
    await switchboard.close();
  }
};
