import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEvent } from '../../../lambdas/core/formats/parse-event';
import { canonicalJson } from '../../../lambdas/core/genesys/canonical-json';
import {
  type FieldRule,
  type GenesysTopic,
  genesysTopics,
  recordPaths,
} from '../../../lambdas/core/genesys/topics';

const page = readFileSync(join(__dirname, '../../../docs/genesys.md'), 'utf8');

/** The cells of the page's rows about topics. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| `v2.'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

const condition = ([field, rule]: [string, FieldRule]): string =>
  rule === 'present'
    ? `\`${field}\` is not empty`
    : `\`${field}\` is ${rule.map((word) => word ?? 'absent').join(' or ')}`;

const typesCell = ({ types }: GenesysTopic): string =>
  types
    .map(({ type, when }) =>
      when ? `\`${type}\` if ${Object.entries(when).map(condition).join(' and ')}` : `\`${type}\``,
    )
    .join('; otherwise ');

/** What every conversation's `data` has is told above the table. */
const isToldApart = (name: string): boolean => ['mediaType', 'direction', 'queueId'].includes(name);

const dataCell = ({ entity, data = {} }: GenesysTopic): string =>
  [
    ...(entity === 'audit' ? ['`auditedType`, `auditedId`'] : []),
    ...Object.entries(data)
      .filter(([name]) => !isToldApart(name))
      .map(([name, path]) => (name === path ? `\`${name}\`` : `\`${name}\` (\`${path}\`)`)),
  ].join(', ');

const actorCell = ({ entity, actor }: GenesysTopic): string =>
  entity === 'user' ? 'the user' : actor ? `\`${actor}\`` : '';

const rowOf = (topic: GenesysTopic): string[] => [
  `\`${topic.template}\``,
  typesCell(topic),
  dataCell(topic),
  actorCell(topic),
];

/** The last blocks of the page are the worked example, in this order: the notification, what is hashed, the id. */
const [notification = '', hashed = '', id = ''] = [...page.matchAll(/^```\w+\n(.*?)\n```$/gms)]
  .map(([, text]) => text ?? '')
  .slice(-3);

describe('the page about Genesys Cloud', () => {
  it('has a row for each topic that says what the data says', () => {
    expect(rows).toEqual(genesysTopics.map(rowOf));
  });

  it('says where the platform has the record of what a topic is about', () => {
    const entities = [...new Set(genesysTopics.map(({ entity }) => entity))];
    const told = [...page.matchAll(/^\| an? (\w+) +\| (.+?) +\|$/gm)].map(([, entity, path]) => [
      entity,
      path,
    ]);
    expect(told).toEqual(
      entities.map((entity) => [entity, recordPaths[entity] ? `\`${recordPaths[entity]}\`` : 'none']),
    );
  });

  it('works out the id of an example as the code does', () => {
    const rawBody = Buffer.from(notification);
    const parsed = parseEvent('genesys', { source: 'genesys', rawBody, receivedMs: 0 });
    expect(parsed).toMatchObject({ envelope: { id } });
    expect(canonicalJson(JSON.parse(hashed))).toBe(hashed);
  });
});
