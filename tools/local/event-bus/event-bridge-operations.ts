import * as z from 'zod';
import type { Place } from '../cloudwatch/alarm-event';
import { accepted } from '../control/read-json';
import { ServiceError } from '../control/service-error';
import type { EventRuleDefinition } from '../model';
import type { AcceptedEntry } from './bus-event';
import { defaultBus, type EventBuses } from './event-buses';
import { entriesOf, type EntryRefusal, type PutEntry, readEntry } from './put-entries';

export interface EventBridgeOptions extends Place {
  readonly buses: EventBuses;
}

/** Runs an operation with what its request says. Throws `ServiceError`. */
export type EventBridgeOperation = (input: unknown, options: EventBridgeOptions) => unknown;

/** EventBridge: entries of a request. */
const maxEntries = { putEvents: 10, putPartnerEvents: 20 } as const;

const invalid = 'ValidationException';

const ofPartners = 'aws.partner/';

/** What the local EventBridge can do, by the operation's name. */
export const eventBridgeOperations: ReadonlyMap<string, EventBridgeOperation> = new Map<
  string,
  EventBridgeOperation
>([
  [
    'PutEvents',
    (input, { buses }) =>
      put(entriesOf(input, maxEntries.putEvents), (entry, { EventBusName: named }) =>
        entry.source.startsWith('aws.') ? notAuthorized(entry) : buses.put(busNameIn(named), entry),
      ),
  ],
  [
    'PutPartnerEvents',
    (input, { buses }) =>
      put(entriesOf(input, maxEntries.putPartnerEvents), (entry) =>
        buses.names.includes(entry.source) && entry.source.startsWith(ofPartners)
          ? buses.put(entry.source, entry)
          : noSuchSource(entry, buses),
      ),
  ],
  ['ListEventBuses', (input, options) => listBuses(input, options)],
  ['ListRules', (input, options) => listRules(input, options)],
]);

type Put = (entry: AcceptedEntry, given: PutEntry) => string | EntryRefusal;

/** Each entry by itself: those that are refused do not stop the others. */
const put = (entries: readonly PutEntry[], putOne: Put): unknown => {
  const results = entries.map((given) => {
    const entry = readEntry(given);
    const result = 'ErrorCode' in entry ? entry : putOne(entry, given);
    return typeof result === 'string' ? { EventId: result } : result;
  });
  return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
};

const notAuthorized = ({ source }: AcceptedEntry): EntryRefusal => ({
  ErrorCode: 'NotAuthorizedForSourceException',
  ErrorMessage: `Not authorized for the source. Sources that begin with "aws." are for AWS and its partners${
    source.startsWith(ofPartners) ? ': play the partner with put-partner-events (PutPartnerEvents).' : '.'
  }`,
});

const noSuchSource = ({ source }: AcceptedEntry, { names }: EventBuses): EntryRefusal => ({
  ErrorCode: 'ResourceNotFoundException',
  ErrorMessage: `There is no event bus of the partner event source ${source}. There are: ${
    names.filter((name) => name.startsWith(ofPartners)).join(', ') || 'none'
  }.`,
});

/** A bus may be given by its ARN. */
const busNameIn = (nameOrArn = defaultBus): string => nameOrArn.replace(/^arn:.+?:event-bus\//, '');

const listBuses = (input: unknown, { buses, region, accountId }: EventBridgeOptions): unknown => {
  const { NamePrefix: prefix = '' } = accepted(
    input,
    z.object({ NamePrefix: z.string().optional() }),
    invalid,
  );
  const names = buses.names.filter((name) => name.startsWith(prefix));
  return {
    EventBuses: names.map((Name) => ({
      Name,
      Arn: `arn:aws:events:${region}:${accountId}:event-bus/${Name}`,
    })),
  };
};

const listRequest = z.object({ EventBusName: z.string().optional(), NamePrefix: z.string().optional() });

const listRules = (input: unknown, { buses }: EventBridgeOptions): unknown => {
  const { EventBusName: bus, NamePrefix: prefix = '' } = accepted(input, listRequest, invalid);
  const rules = buses.rulesOf(busNameIn(bus)).filter(({ name }) => name.startsWith(prefix));
  // A rule with several targets stands there once for each of them.
  return { Rules: [...new Map(rules.map((rule) => [rule.arn, shownRule(rule)])).values()] };
};

const shownRule = ({ name, arn, pattern, enabled, busName }: EventRuleDefinition): unknown => ({
  Name: name,
  Arn: arn,
  EventPattern: JSON.stringify(pattern),
  State: enabled ? 'ENABLED' : 'DISABLED',
  EventBusName: busName,
});

/** Throws `ServiceError` when the local EventBridge does not have it. */
export const eventBridgeOperation = (name: string): EventBridgeOperation => {
  const operation = eventBridgeOperations.get(name);
  if (operation !== undefined) return operation;
  const known = [...eventBridgeOperations.keys()].join(', ');
  throw new ServiceError(
    404,
    'UnknownOperationException',
    `The local EventBridge has no operation ${name}. It has ${known}.`,
  );
};
