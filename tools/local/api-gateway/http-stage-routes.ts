import * as z from 'zod';
import { type ControlRoute, jsonAnswer } from '../control/control-route';
import { readJson } from '../control/read-json';
import type { ThrottleLimits } from '../model';
import { badRequest, checkNames, refuse, unlimited } from './stage-requests';
import type { StageRoutesOptions } from './stage-routes';

const update = z.strictObject({
  defaultRouteSettings: z
    .strictObject({
      throttlingRateLimit: z.number().min(0).optional(),
      throttlingBurstLimit: z.int().min(0).optional(),
    })
    .default({}),
});

const path = '/v2/apis/{api}/stages/{stage}';

/** API Gateway's own API for HTTP APIs, as far as it is about the throttle of the stage: `GetStage` and `UpdateStage`. */
export const httpStageRoutes = (options: StageRoutesOptions): readonly ControlRoute[] => {
  const { throttle, clock, model } = options;
  const created = isoTime(clock.now());
  let updated = created;
  const stage = (): unknown => ({
    stageName: model.stageName,
    autoDeploy: true,
    ...(throttle.limits && { defaultRouteSettings: routeSettings(throttle.limits) }),
    createdDate: created,
    lastUpdatedDate: updated,
  });
  const getStage: ControlRoute['answer'] = (request) => {
    checkNames(request, options);
    return jsonAnswer(200, stage());
  };
  const updateStage: ControlRoute['answer'] = (request) => {
    checkNames(request, options);
    const refusal = { malformed: badRequest, invalid: badRequest };
    const { defaultRouteSettings: settings } = readJson(request.body, update, refusal);
    const { ratePerSecond, burst } = throttle.limits ?? unlimited;
    throttle.set({
      ratePerSecond: settings.throttlingRateLimit ?? ratePerSecond,
      burst: settings.throttlingBurstLimit ?? burst,
    });
    updated = isoTime(clock.now());
    return jsonAnswer(200, stage());
  };
  return [
    { method: 'GET', path, answer: getStage, refuse },
    { method: 'PATCH', path, answer: updateStage, refuse },
  ];
};

const routeSettings = ({ ratePerSecond, burst }: ThrottleLimits): unknown => ({
  detailedMetricsEnabled: false,
  throttlingRateLimit: ratePerSecond,
  throttlingBurstLimit: burst,
});

/** `2026-04-09T12:34:56Z` */
const isoTime = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
