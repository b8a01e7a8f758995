import * as z from 'zod';
import type { Throttle } from '../api/throttle';
import type { Clock } from '../clock';
import { type ControlRoute, jsonAnswer } from '../control/control-route';
import { readJson } from '../control/read-json';
import { ServiceError } from '../control/service-error';
import type { ThrottleLimits } from '../model';
import { badRequest, checkNames, refuse, type StageNames, unlimited } from './stage-requests';

export interface StageRoutesOptions extends StageNames {
  readonly throttle: Throttle;
  readonly clock: Clock;
}

const patch = z.object({
  patchOperations: z
    .array(z.object({ op: z.string(), path: z.string(), value: z.string().optional() }))
    .default([]),
});
type Operation = z.output<typeof patch>['patchOperations'][number];

const path = '/restapis/{api}/stages/{stage}';

/** API Gateway's own API for REST APIs, as far as it is about the throttle of the stage: `GetStage` and `UpdateStage`. */
export const stageRoutes = (options: StageRoutesOptions): readonly ControlRoute[] => {
  const createdMs = options.clock.now();
  let updatedMs = createdMs;
  const stage = (): unknown => ({
    stageName: options.model.stageName,
    methodSettings: methodSettings(options.throttle.limits),
    createdDate: createdMs / 1000,
    lastUpdatedDate: updatedMs / 1000,
  });
  const get: ControlRoute['answer'] = (request) => {
    checkNames(request, options);
    return jsonAnswer(200, stage());
  };
  const update: ControlRoute['answer'] = (request) => {
    checkNames(request, options);
    const { patchOperations } = readJson(request.body, patch, { malformed: badRequest, invalid: badRequest });
    options.throttle.set(patchOperations.reduce(applied, options.throttle.limits ?? unlimited));
    updatedMs = options.clock.now();
    return jsonAnswer(200, stage());
  };
  return [
    { method: 'GET', path, answer: get, refuse },
    { method: 'PATCH', path, answer: update, refuse },
  ];
};

const methodSettings = (limits: ThrottleLimits | undefined): unknown =>
  limits === undefined
    ? {}
    : { '*/*': { throttlingRateLimit: limits.ratePerSecond, throttlingBurstLimit: limits.burst } };

const applied = (limits: ThrottleLimits, { op, path, value = '' }: Operation): ThrottleLimits => {
  if (op !== 'replace') throw invalid(`Invalid patch operation specified: ${op}. Here it must be replace`);
  switch (path) {
    case '/*/*/throttling/rateLimit':
      return { ...limits, ratePerSecond: limitIn(value, /^\d+(\.\d+)?$/, path) };
    case '/*/*/throttling/burstLimit':
      return { ...limits, burst: limitIn(value, /^\d+$/, path) };
    default:
      throw invalid(
        `Invalid patch path ${path}. Here it must be /*/*/throttling/rateLimit or /*/*/throttling/burstLimit`,
      );
  }
};

const limitIn = (value: string, shape: RegExp, path: string): number => {
  if (shape.test(value)) return Number(value);
  throw invalid(`Invalid value ${JSON.stringify(value)} for ${path}: expected a number, as a text`);
};

const invalid = (message: string): ServiceError => new ServiceError(400, badRequest, message);
