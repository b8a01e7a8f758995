import type { EventFormat } from '../../contract/source-definition';
import type { Delivery, ParsedEvent } from './parsed-event';
import { parseSwitchboardEvent } from './switchboard-event';

const parsers: Readonly<Partial<Record<EventFormat, (delivery: Delivery) => ParsedEvent>>> = {
  switchboard: parseSwitchboardEvent,
};

/** Maps a delivery to the envelope, as the source's format says. */
export const parseEvent = (format: EventFormat, delivery: Delivery): ParsedEvent => {
  const parse = parsers[format];
  if (!parse) throw new Error(`There is no parser for ${format}.`);
  return parse(delivery);
};
