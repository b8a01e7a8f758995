import { readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ApiKind, apiKinds } from '../../lambdas/contract/api-kind';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';

/** What `npm start` was asked for. */
export interface CommandLine {
  readonly once: boolean;
  readonly port: number;
  readonly json: boolean;
  /** Default: the one that the stage configures. */
  readonly api?: ApiKind;
  readonly dynamodbEndpoint?: string;
  readonly sqsEndpoint?: string;
  /** Folder whose samples are played, absolute. Default: the project's `events/`. */
  readonly play?: string;
}

export type ParsedCommandLine =
  | { readonly kind: 'run'; readonly commandLine: CommandLine }
  /** Nothing to run: help was asked for (0) or a value is wrong (2). */
  | { readonly kind: 'exit'; readonly exitCode: 0 | 2; readonly text: string };

const parsePort = (value: string): number => {
  const port = Number(value);
  if (/^\d{1,5}$/.test(value) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535; 0 takes any free one.');
};

const parseEndpoint = (value: string): string => {
  const url = URL.parse(value);
  if (url && /^https?:$/.test(url.protocol) && url.hostname !== '') return value;
  throw new InvalidArgumentError('An endpoint is a URL such as http://127.0.0.1:8000.');
};

const parseFolder = (value: string): string => {
  const folder = resolve(value);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new InvalidArgumentError(`There is no folder ${folder}.`);
  }
  if (readdirSync(folder).some((name) => name.endsWith('.json'))) return folder;
  throw new InvalidArgumentError(`There is no sample event (*.json) in ${folder}.`);
};

const createCommand = (): Command =>
  new Command('npm start --')
    .description('Runs Switchboard on this machine and plays the sample events in events/.')
    .option('--once', 'exit after the table of outcomes: 0 when all are as expected, else 1', false)
    .option(
      '--play <folder>',
      "play this folder's samples instead, in the order of their file names",
      parseFolder,
    )
    .addOption(
      new Option('--port <number>', 'port of the API, 0 for any free one')
        .env('PORT')
        .default(3000)
        .argParser(parsePort),
    )
    .addOption(
      new Option('--api <kind>', 'kind of API, in the place of the one that the stage configures').choices(
        apiKinds,
      ),
    )
    .option('--dynamodb-endpoint <url>', 'use this DynamoDB instead of the embedded one', parseEndpoint)
    .option('--sqs-endpoint <url>', 'use this SQS instead of the embedded one', parseEndpoint)
    .option('--json', 'write JSON lines, as is done when the output is no terminal', false)
    .allowExcessArguments(false)
    .exitOverride();

/**
 * Reads the command line; `PORT` in the environment stands for `--port`. A wrong value is named together
 * with the rule it breaks.
 *
 * @param args without the program and its file
 */
export const parseCommandLine = (args: readonly string[]): ParsedCommandLine => {
  let text = '';
  const write = (part: string): void => {
    text += part;
  };
  const command = createCommand().configureOutput({ writeOut: write, writeErr: write });
  try {
    return { kind: 'run', commandLine: command.parse(args, { from: 'user' }).opts<CommandLine>() };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { kind: 'exit', exitCode: error.exitCode === 0 ? 0 : 2, text };
  }
};
