import { httpStageRoutes } from '../api-gateway/http-stage-routes';
import { stageRoutes } from '../api-gateway/stage-routes';
import type { Throttle } from '../api/throttle';
import { alarmEvent } from '../cloudwatch/alarm-event';
import { type AlarmChange, Alarms } from '../cloudwatch/alarms';
import { cloudWatchRoutes } from '../cloudwatch/cloudwatch-routes';
import type { Metrics } from '../cloudwatch/metrics';
import { type LambdaApiOptions, lambdaRoutes } from '../lambda-api/lambda-routes';
import type { StackModel } from '../model';
import { functionNamed } from '../template/resources/function-names';
import type { ControlRoute } from './control-route';

export interface StackControlOptions extends LambdaApiOptions {
  readonly model: Pick<StackModel, 'apiKind' | 'apiId' | 'stageName' | 'alarms' | 'functions'>;
  readonly throttle: Throttle;
  readonly metrics: Metrics;
}

const stageRoutesOf = { rest: stageRoutes, http: httpStageRoutes } as const;

/** All that a stack, and who operates it, can ask of Lambda, API Gateway and CloudWatch. */
export const stackControlRoutes = (options: StackControlOptions): readonly ControlRoute[] => {
  const { model, metrics, clock } = options;
  const onChange = (change: AlarmChange): void => runActions(change, options);
  return [
    ...lambdaRoutes(options),
    ...stageRoutesOf[model.apiKind ?? 'rest'](options),
    ...cloudWatchRoutes({ alarms: new Alarms(model.alarms, { clock, onChange }), metrics }),
  ];
};

/** Invokes the functions among an alarm's actions; nothing else that an alarm can do is here. */
const runActions = (change: AlarmChange, { model, invokeLater, ...place }: StackControlOptions): void => {
  const { definition, state } = change;
  if (!definition.actionsEnabled) return;
  for (const arn of definition.actions[state.value]) {
    const id = functionNamed(arn, model.functions)?.logicalId;
    if (id !== undefined) invokeLater(id, alarmEvent(change, place));
  }
};
