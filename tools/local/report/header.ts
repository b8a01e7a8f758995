import type { Colors } from 'picocolors/types';
import type { LocalDescription } from '../local-switchboard';

export interface HeaderOptions {
  readonly description: LocalDescription;
  /** Path of `local.json`. */
  readonly descriptionFile: string;
  /** A command that delivers an event; absent when there is no event to deliver. */
  readonly curl?: string;
  /** A command that reads a state; absent when there is none to read. */
  readonly stateCurl?: string;
  readonly colors: Colors;
}

/** What a person needs to know at start: where everything is, and how to send an event. */
export const header = ({ description, descriptionFile, colors, ...commands }: HeaderOptions): string => {
  const { bold, cyan, dim } = colors;
  const { endpoints, sources, eventBuses, stateUrl, dependencies } = description;
  const rows: readonly (readonly [string, string])[] = [
    ...Object.entries(sources).map(([name, { url }]) => [name, cyan(url)] as const),
    ...(stateUrl === undefined ? [] : [['states', cyan(`${stateUrl}/{module}/{entity}`)] as const]),
    ['DynamoDB', endpoints.dynamodb],
    ['SQS', endpoints.sqs],
    ['S3', endpoints.s3],
    ['Secrets', endpoints.secretsmanager],
    ['Lambda', endpoints.lambda],
    ['EventBridge', endpoints.eventBridge],
    ...Object.entries(eventBuses).map(([name, bus]) => [`${name} bus`, bus] as const),
    ...Object.entries(dependencies).map(([name, { url }]) => [`${name} API`, url] as const),
    ['all of it', descriptionFile],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${dim(name.padEnd(width))}  ${value}`);
  const block = (title: string, command: string | undefined): readonly string[] =>
    command === undefined ? [] : ['', dim(`  ${title}:`), '', `  ${command}`];
  return [
    '',
    `  ${bold('Switchboard')} ${dim('runs on this machine')}`,
    '',
    ...lines,
    ...block('Send an event', commands.curl),
    ...block('Read a state', commands.stateCurl),
    '',
  ].join('\n');
};
