import type { Clock } from '../clock';
import { type ControlRoute, jsonAnswer } from '../control/control-route';
import type { LocalFunction } from '../lambda/local-function';
import type { EventSourceMapping } from '../polling/event-source-mapping';
import { findFunction } from './find-function';
import { invokeFunction } from './invoke-function';
import { MappingControl } from './mapping-control';

/** What the local Lambda API has to do with, by logical id. */
export interface LambdaApiOptions {
  readonly functions: ReadonlyMap<string, Pick<LocalFunction, 'definition' | 'invoke'>>;
  readonly mappings: ReadonlyMap<
    string,
    Pick<EventSourceMapping, 'definition' | 'state' | 'start' | 'pause'>
  >;
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  /** Invokes a function asynchronously. Gives the request's id. */
  readonly invokeLater: (functionLogicalId: string, event: unknown) => string;
}

type Operation = readonly [method: string, path: string, answer: ControlRoute['answer']];

const version = '/2015-03-31';

/**
 * Lambda's API, as far as a running stack uses it: invoking functions, and looking at, pausing and resuming the event
 * source mappings of queues.
 */
export const lambdaRoutes = (options: LambdaApiOptions): readonly ControlRoute[] => {
  const mappings = new MappingControl(options);
  const operations: readonly Operation[] = [
    [
      'POST',
      `${version}/functions/{name}/invocations`,
      ({ parameters: { name = '' }, headers, body }) =>
        invokeFunction(findFunction(name, options), { headers, body }, options),
    ],
    ['GET', `${version}/event-source-mappings`, ({ query }) => jsonAnswer(200, mappings.list(query))],
    [
      'GET',
      `${version}/event-source-mappings/{uuid}`,
      ({ parameters: { uuid = '' } }) => jsonAnswer(200, mappings.get(uuid)),
    ],
    [
      'PUT',
      `${version}/event-source-mappings/{uuid}`,
      ({ parameters: { uuid = '' }, body }) => jsonAnswer(202, mappings.update(uuid, body)),
    ],
  ];
  return operations.map(([method, path, answer]) => ({ method, path, answer, refuse }));
};

const refuse: ControlRoute['refuse'] = ({ statusCode, type, message }) => {
  const whose = statusCode < 500 ? 'User' : 'Service';
  // Some of Lambda's errors have the one, some the other; clients read either.
  return jsonAnswer(statusCode, { Type: whose, Message: message, message }, { 'x-amzn-ErrorType': type });
};
