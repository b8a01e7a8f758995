import { stageRoutes } from '../api-gateway/stage-routes';
import type { Throttle } from '../api/throttle';
import { alarmEvent } from '../cloudwatch/alarm-event';
import { type AlarmChange, Alarms } from '../cloudwatch/alarms';
import { cloudWatchRoutes } from '../cloudwatch/cloudwatch-routes';
import type { Metrics } from '../cloudwatch/metrics';
import { type LambdaApiOptions, lambdaRoutes } from '../lambda-api/lambda-routes';
import type { InvocationOutcome } from '../lambda/invocation';
import type { InvocationEvent } from '../local-switchboard';
import type { StackModel } from '../model';
import { functionNamed } from '../template/resources/function-names';
import type { ControlRoute } from './control-route';

export interface StackControlOptions extends Omit<LambdaApiOptions, 'onInvoked'> {
  readonly model: Pick<StackModel, 'apiId' | 'stageName' | 'alarms' | 'functions'>;
  readonly throttle: Throttle;
  readonly metrics: Metrics;
  readonly onEvent: (event: InvocationEvent) => void;
}

/** All that a stack, and who operates it, can ask of Lambda, API Gateway and CloudWatch. */
export const stackControlRoutes = (options: StackControlOptions): readonly ControlRoute[] => {
  const { model, metrics, clock, onEvent } = options;
  const onInvoked = (functionLogicalId: string, outcome: InvocationOutcome): void =>
    onEvent({ kind: 'invocation', functionLogicalId, outcome });
  const onChange = (change: AlarmChange): void => runActions(change, { ...options, onInvoked });
  return [
    ...lambdaRoutes({ ...options, onInvoked }),
    ...stageRoutes(options),
    ...cloudWatchRoutes({ alarms: new Alarms(model.alarms, { clock, onChange }), metrics }),
  ];
};

type ActionOptions = Omit<StackControlOptions, 'onEvent'> & {
  readonly onInvoked: (functionLogicalId: string, outcome: InvocationOutcome) => void;
};

/** Invokes the functions among an alarm's actions; nothing else that an alarm can do is here. */
const runActions = (change: AlarmChange, { model, functions, onInvoked, ...place }: ActionOptions): void => {
  const { definition, state } = change;
  if (!definition.actionsEnabled) return;
  for (const arn of definition.actions[state.value]) {
    const id = functionNamed(arn, model.functions)?.logicalId;
    const target = id === undefined ? undefined : functions.get(id);
    if (id === undefined || target === undefined) continue;
    void target.invoke(alarmEvent(change, place)).then((outcome) => onInvoked(id, outcome));
  }
};
