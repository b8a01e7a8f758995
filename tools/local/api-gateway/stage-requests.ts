import { type ControlRequest, type ControlRoute, jsonAnswer } from '../control/control-route';
import { ServiceError } from '../control/service-error';
import type { StackModel, ThrottleLimits } from '../model';

export interface StageNames {
  readonly model: Pick<StackModel, 'apiId' | 'stageName'>;
  readonly accountId: string;
}

export const badRequest = 'BadRequestException';

/** Throws `ServiceError` if a request is about another API or stage than the stack's. */
export const checkNames = (
  { parameters: { api = '', stage = '' } }: Pick<ControlRequest, 'parameters'>,
  { model, accountId }: StageNames,
): void => {
  const refusal = (what: string): ServiceError => new ServiceError(404, 'NotFoundException', what);
  if (api !== model.apiId) throw refusal(`Invalid API identifier specified ${accountId}:${api}`);
  if (stage !== model.stageName) throw refusal('Invalid stage identifier specified');
};

/** API Gateway: an account's quota. */
export const unlimited: ThrottleLimits = { ratePerSecond: 10_000, burst: 5000 };

export const refuse: ControlRoute['refuse'] = ({ statusCode, type, message }) =>
  jsonAnswer(statusCode, { message }, { 'x-amzn-ErrorType': type });
