import type { APIGatewayProxyResult } from 'aws-lambda';
import { groupIdOf } from '../core/entity';
import { errorName } from '../core/error-name';
import { answer, type StateOutcome } from './answer';
import type { StateConfig } from './config';
import { findEntity, type ModuleEntity } from './find-entity';
import type { EntityState, StateDependencies, StateReader } from './ports';
import { parseStateRequest } from './state-request';

/** Below the function's timeout and API Gateway's, so that a slow table is answered 503 and logged. */
const deadlineMs = 3500;

/** As the log has them. */
const reasons = {
  'no-such-module': 'NO_SUCH_MODULE',
  'no-states': 'NO_STATES',
  'bad-entity-id': 'BAD_ENTITY_ID',
} as const;

export type StateHandler = (event: unknown) => Promise<APIGatewayProxyResult>;

/** The handler behind `GET /state/{module}/{entity}`, whose callers API Gateway has authorised already. */
export const createStateHandler =
  ({ manifests }: Pick<StateConfig, 'manifests'>, deps: StateDependencies): StateHandler =>
  async (event) => {
    const lookup = findEntity(parseStateRequest(event), manifests);
    if (lookup.kind === 'entity') return readState({ module: lookup.module, entity: lookup.entity }, deps);
    const response = answer(lookup);
    const known = lookup.kind === 'no-such-module' ? {} : { module: lookup.module };
    deps.log.info('STATE_READ', { ...known, status: response.statusCode, reason: reasons[lookup.kind] });
    return response;
  };

const readState = async (of: ModuleEntity, deps: StateDependencies): Promise<APIGatewayProxyResult> => {
  const names = { module: of.module, entityHash: groupIdOf(of.entity) };
  let outcome: StateOutcome;
  try {
    const stored = await readWithinDeadline(of, deps.states);
    outcome = stored ? { kind: 'found', stored, ...of } : { kind: 'no-such-entity', ...of };
  } catch (error) {
    deps.log.error('STATE_UNAVAILABLE', { ...names, status: 503, errorName: errorName(error) });
    return answer({ kind: 'unavailable' });
  }
  const response = answer(outcome);
  deps.log.info('STATE_READ', { ...names, status: response.statusCode });
  return response;
};

const readWithinDeadline = async (
  { module, entity }: ModuleEntity,
  states: StateReader,
): Promise<EntityState | undefined> => {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), deadlineMs);
  try {
    return await states.read(module, entity, controller.signal);
  } finally {
    clearTimeout(timer);
  }
};
