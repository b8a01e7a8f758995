import { assertNever } from './assert-never';
import type { EventFormat } from '../contract/source-definition';

/** The type of an event that only asks whether deliveries get through. No module wants it, so it is ignored: 200. */
export const checkEventType = 'switchboard.check';

/** The body of such an event, as a source of this format would post it. */
export const checkEvent = (
  format: EventFormat,
  { id, nowMs }: { readonly id: string; readonly nowMs: number },
): Buffer => Buffer.from(JSON.stringify(contentOf(format, id, new Date(nowMs).toISOString())));

const contentOf = (format: EventFormat, id: string, time: string): Readonly<Record<string, unknown>> => {
  switch (format) {
    case 'switchboard':
      return { id, eventType: checkEventType, timestamp: time };
    case 'genesys':
      return { topicName: checkEventType, eventBody: {}, metadata: { CorrelationId: id }, timestamp: time };
    case 'genesys-open-messaging':
      return { id, type: 'SwitchboardCheck', channel: { messageId: id, time } };
    default:
      return assertNever(format);
  }
};
