import type { Colors } from 'picocolors/types';
import type { LocalDescription } from '../local-switchboard';

export interface HeaderOptions {
  readonly description: LocalDescription;
  /** Path of `local.json`. */
  readonly descriptionFile: string;
  /** A command that delivers an event; absent when there is no event to deliver. */
  readonly curl?: string;
  readonly colors: Colors;
}

/** What a person needs to know at start: where everything is, and how to send an event. */
export const header = ({ description, descriptionFile, curl, colors }: HeaderOptions): string => {
  const { bold, cyan, dim } = colors;
  const { endpoints, sources } = description;
  const rows: readonly (readonly [string, string])[] = [
    ...Object.entries(sources).map(([name, { url }]) => [name, cyan(url)] as const),
    ['DynamoDB', endpoints.dynamodb],
    ['SQS', endpoints.sqs],
    ['Secrets', endpoints.secretsmanager],
    ['all of it', descriptionFile],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${dim(name.padEnd(width))}  ${value}`);
  const send = curl === undefined ? [] : ['', dim('  Send an event:'), '', `  ${curl}`];
  return ['', `  ${bold('Switchboard')} ${dim('runs on this machine')}`, '', ...lines, ...send, ''].join(
    '\n',
  );
};
