import { Throttle } from '../../../tools/local/api/throttle';
import { ManualClock } from '../../../tools/local/clock';
import { Metrics } from '../../../tools/local/cloudwatch/metrics';
import { startControlServer } from '../../../tools/local/control/control-server';
import { stackControlRoutes } from '../../../tools/local/control/stack-control-routes';
import {
  AsynchronousInvocations,
  defaultInvokeSettings,
  type InvocationEvent,
} from '../../../tools/local/lambda/asynchronous-invocations';
import type { InvocationOutcome } from '../../../tools/local/lambda/invocation';
import type {
  AlarmDefinition,
  EventSourceMappingDefinition,
  FunctionDefinition,
} from '../../../tools/local/model';
import type { MappingState } from '../../../tools/local/polling/event-source-mapping';
import { Watch } from '../polling/watch';

export const startMs = Date.parse('2026-04-09T12:00:00Z');

const functionOf = (name: string): FunctionDefinition => ({
  logicalId: `${name}Id`,
  name,
  arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
  codePath: '',
  handler: '',
  timeoutSeconds: 3,
  memoryMiB: 128,
  environment: {},
});

const mappingOf = (uuid: string, functionName: string): EventSourceMappingDefinition => ({
  logicalId: `Mapping${uuid}`,
  uuid,
  queueArn: `arn:aws:sqs:us-east-1:000000000000:${functionName}.fifo`,
  functionLogicalId: `${functionName}Id`,
  batchSize: 10,
  maxConcurrency: 5,
  reportsItemFailures: true,
  enabled: true,
});

/** A mapping whose state the test sets. */
export class FakeMapping {
  readonly definition: EventSourceMappingDefinition;
  state: MappingState = 'Enabled';

  constructor(definition: EventSourceMappingDefinition) {
    this.definition = definition;
  }

  start(): void {
    this.state = 'Enabled';
  }

  pause(): void {
    this.state = 'Disabled';
  }
}

const alarmOf = (name: string, more: Partial<AlarmDefinition> = {}): AlarmDefinition => ({
  logicalId: name,
  name,
  arn: `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`,
  kind: 'metric',
  description: 'Ingest is unwell.',
  initialState: 'OK',
  actions: {
    OK: [functionOf('governor').arn],
    ALARM: ['arn:aws:sns:us-east-1:000000000000:topic', `${functionOf('governor').arn}:live`],
    INSUFFICIENT_DATA: [],
  },
  actionsEnabled: true,
  ...more,
});

/** The control server with two functions, their mappings and some alarms, none of which does anything real. */
export const startControlProbe = async () => {
  const clock = new ManualClock(startMs);
  const watch = new Watch();
  const invoked: (readonly [name: string, event: unknown])[] = [];
  const events: InvocationEvent[] = [];
  const answers: { next: () => Promise<InvocationOutcome> } = {
    next: () => Promise.resolve({ status: 'succeeded', requestId: 'r', payload: { done: true } }),
  };
  const definitions = [functionOf('processor'), functionOf('governor')];
  const functions = new Map(
    definitions.map((definition) => [
      definition.logicalId,
      {
        definition,
        invoke: (event: unknown): Promise<InvocationOutcome> => {
          invoked.push([definition.name, event]);
          watch.changed();
          return answers.next();
        },
      },
    ]),
  );
  const first = new FakeMapping(mappingOf('uuid-1', 'processor'));
  const second = new FakeMapping(mappingOf('uuid-2', 'governor'));
  const throttle = new Throttle(clock, { ratePerSecond: 100, burst: 200 });
  const invokeLater = (id: string, event: unknown): string => {
    const target = functions.get(id);
    if (target === undefined) throw new Error(`There is no function ${id}.`);
    return new AsynchronousInvocations({
      definition: target.definition,
      settings: defaultInvokeSettings,
      clock,
      invoke: target.invoke,
      keep: () => Promise.resolve(),
      onEvent: (ended) => {
        events.push(ended);
        watch.changed();
      },
    }).accept(event);
  };
  const control = await startControlServer();
  control.serve(
    stackControlRoutes({
      model: {
        apiId: 'api',
        stageName: 'dev',
        functions: definitions,
        alarms: [
          alarmOf('errors'),
          alarmOf('slow', { initialState: 'INSUFFICIENT_DATA' }),
          alarmOf('silent', { actionsEnabled: false }),
          alarmOf('both', { kind: 'composite' }),
        ],
      },
      functions,
      mappings: new Map([first, second].map((mapping) => [mapping.definition.logicalId, mapping])),
      throttle,
      clock,
      region: 'us-east-1',
      accountId: '000000000000',
      invokeLater,
      metrics: new Metrics(),
    }),
  );
  return { control, clock, watch, invoked, events, answers, first, second, throttle };
};

export type ControlProbe = Awaited<ReturnType<typeof startControlProbe>>;

export const clientOptions = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
});
