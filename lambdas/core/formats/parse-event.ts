import type { EventFormat } from '../../contract/source-definition';
import { parseGenesysEvent } from './genesys-event';
import { parseOpenMessagingEvent } from './open-messaging-event';
import type { Delivery, ParsedEvent } from './parsed-event';
import { parseSwitchboardEvent } from './switchboard-event';

const parsers: Readonly<Record<EventFormat, (delivery: Delivery) => ParsedEvent>> = {
  switchboard: parseSwitchboardEvent,
  genesys: parseGenesysEvent,
  'genesys-open-messaging': parseOpenMessagingEvent,
};

/** Maps a delivery to the envelope, as the source's format says. */
export const parseEvent = (format: EventFormat, delivery: Delivery): ParsedEvent => parsers[format](delivery);
