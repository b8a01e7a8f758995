import { assertNever } from '../../../lambdas/core/assert-never';
import type { EventFormat } from '../../../lambdas/contract/source-definition';

/** A type that no module takes, so that nothing is stored. */
export const checkEventType = 'switchboard.check';

/** A topic that is not among Genesys Cloud's. */
const checkTopic = 'v2.switchboard.check';

/** A harmless event in the form that a source sends. */
export const testEvent = (
  format: EventFormat,
  { id, now }: { readonly id: string; readonly now: Date },
): Buffer => Buffer.from(JSON.stringify(eventOf(format, id, now.toISOString())));

const eventOf = (format: EventFormat, id: string, timestamp: string): unknown => {
  switch (format) {
    case 'switchboard':
      return { id, eventType: checkEventType, timestamp, data: null };
    case 'genesys':
      return {
        topicName: checkTopic,
        version: '2',
        eventBody: { id },
        metadata: { CorrelationId: id },
        timestamp,
      };
    case 'genesys-open-messaging':
      return {
        id,
        channel: {
          id: checkEventType,
          platform: 'Open',
          type: 'Private',
          to: { id: checkEventType, idType: 'Opaque' },
          from: { id: checkEventType },
          time: timestamp,
        },
        type: 'Event',
        events: [{ eventType: 'Typing', typing: { type: 'On', duration: 1 } }],
        direction: 'Outbound',
      };
    default:
      return assertNever(format);
  }
};
