import type { APIGatewayProxyResult } from 'aws-lambda';
import { maxEntityIdLength } from '../contract/limits';
import { assertNever } from '../core/assert-never';
import type { EntityLookup, ModuleEntity } from './find-entity';
import type { EntityState } from './ports';

export type StateOutcome =
  | Exclude<EntityLookup, { kind: 'entity' }>
  | ({ readonly kind: 'found'; readonly stored: EntityState } & ModuleEntity)
  | ({ readonly kind: 'no-such-entity' } & ModuleEntity)
  | { readonly kind: 'unavailable' };

/** The answer to a request for a state. Nobody may keep it: the next commit makes it wrong. */
export const answer = (outcome: StateOutcome): APIGatewayProxyResult => {
  switch (outcome.kind) {
    case 'found':
      return json(200, { module: outcome.module, entity: outcome.entity, ...outcome.stored });
    case 'no-such-module':
      return notFound(`There is no module "${outcome.name}". ${namesOf(outcome.known)}`);
    case 'no-states':
      return notFound(`The module ${outcome.module} keeps no states. ${namesOf(outcome.known)}`);
    case 'no-such-entity':
      return notFound(
        `The module ${outcome.module} knows no ${outcome.entity.type} with this id. It knows one from its first event on.`,
      );
    case 'bad-entity-id':
      return json(400, {
        error: 'BAD_ENTITY_ID',
        message: `The entity id has ${outcome.length} characters. It must have 1 to ${maxEntityIdLength}.`,
      });
    case 'unavailable':
      return json(
        503,
        { error: 'UNAVAILABLE', message: 'The state could not be read. Ask again.' },
        { 'retry-after': '5' },
      );
    default:
      return assertNever(outcome);
  }
};

const namesOf = (known: readonly string[]): string =>
  known.length === 0 ? 'No module keeps states.' : `Modules that keep states: ${known.join(', ')}.`;

const notFound = (message: string): APIGatewayProxyResult => json(404, { error: 'NOT_FOUND', message });

const json = (
  statusCode: number,
  body: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyResult => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(body),
  isBase64Encoded: false,
});
