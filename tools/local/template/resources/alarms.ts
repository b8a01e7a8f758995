import * as z from 'zod';
import type { AlarmDefinition } from '../../model';
import { booleanValue, textValue } from '../cloudformation-values';
import type { LocatedResource, TemplateSource } from '../template-source';

const actions = z.array(z.string()).default([]);

const schema = z.object({
  AlarmDescription: textValue.optional(),
  ActionsEnabled: booleanValue.default(true),
  AlarmActions: actions,
  OKActions: actions,
  InsufficientDataActions: actions,
  TreatMissingData: z.string().optional(),
});

const composite = 'AWS::CloudWatch::CompositeAlarm';

/** Alarms and what they do; what makes them change their state is not looked at. */
export function readAlarms(source: TemplateSource): AlarmDefinition[] {
  return source
    .resources('AWS::CloudWatch::Alarm', composite)
    .flatMap((located) => readAlarm(located, source) ?? []);
}

/** An alarm for which no data is good news soon is `OK` on AWS; any other one never hears of any here. */
function readAlarm(located: LocatedResource, source: TemplateSource): AlarmDefinition | undefined {
  const { logicalId, resource } = located;
  const properties = source.properties(located, schema);
  const name = source.name(logicalId);
  const arn = source.attribute(logicalId, 'Arn');
  if (!properties || name === undefined || arn === undefined) return undefined;
  const { AlarmDescription: description, TreatMissingData: missing } = properties;
  const isQuiet = resource.Type === composite || missing === 'notBreaching';
  return {
    logicalId,
    name,
    arn,
    kind: resource.Type === composite ? 'composite' : 'metric',
    ...(description !== undefined && { description }),
    initialState: isQuiet ? 'OK' : 'INSUFFICIENT_DATA',
    actions: {
      OK: properties.OKActions,
      ALARM: properties.AlarmActions,
      INSUFFICIENT_DATA: properties.InsufficientDataActions,
    },
    actionsEnabled: properties.ActionsEnabled,
  };
}
