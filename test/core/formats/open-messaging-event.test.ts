import { envelopeSchema } from '../../../lambdas/core/envelope';
import { parseEvent } from '../../../lambdas/core/formats/parse-event';

const receivedMs = Date.UTC(2026, 2, 2, 8, 2, 1);

const parse = (value: unknown) =>
  parseEvent('genesys-open-messaging', {
    source: 'chat',
    rawBody: Buffer.from(JSON.stringify(value)),
    receivedMs,
  });

const channel = {
  id: 'integration-1',
  platform: 'Open',
  type: 'Private',
  to: { id: 'messaging-user@example.org' },
  from: { nickname: 'Support', id: 'integration-1', idType: 'Opaque' },
  time: '2026-03-02T08:02:00.276Z',
  messageId: 'm-1',
};
const text = { id: 'm-1', channel, type: 'Text', text: 'Good morning 👋', direction: 'Outbound' };
const structured = {
  ...text,
  type: 'Structured',
  content: [{ contentType: 'QuickReply', quickReply: { text: 'Yes', payload: 'yes', action: 'Message' } }],
};
const receipt = (status: string) => ({
  id: 'm-1',
  channel: { to: { id: 'messaging-user@example.org' }, time: channel.time },
  type: 'Receipt',
  status,
  isFinalReceipt: true,
  direction: 'Outbound',
});
const typing = {
  ...text,
  type: 'Event',
  events: [{ eventType: 'Typing', typing: { type: 'On', duration: 5000 } }],
};

const idOf = (value: unknown): string => {
  const parsed = parse(value);
  if (parsed.kind !== 'event') throw new Error(JSON.stringify(parsed));
  return parsed.envelope.id;
};

describe('parseOpenMessagingEvent', () => {
  it('maps a text message to an envelope that has all of it', () => {
    const parsed = parse(text);
    expect(parsed).toEqual({
      kind: 'event',
      envelope: {
        specversion: '1.0',
        id: 'm-1/text/2026-03-02T08:02:00.276000000Z',
        source: 'chat',
        type: 'message.text',
        time: '2026-03-02T08:02:00.276000000Z',
        datacontenttype: 'application/json',
        data: text,
        entitytype: 'message',
        receivedtime: '2026-03-02T08:02:01.000000000Z',
        ordertime: '2026-03-02T08:02:00.276000000Z',
        timesource: 'event',
      },
    });
    expect(parsed.kind === 'event' && envelopeSchema.safeParse(parsed.envelope).success).toBe(true);
  });

  it.each<[object, string]>([
    [structured, 'message.structured'],
    [receipt('Delivered'), 'message.receipt'],
    [typing, 'message.event'],
    [{ ...text, type: 'Novelty' }, 'message.novelty'],
  ])('names it by what it is: %#', (value, type) => {
    expect(parse(value)).toMatchObject({ kind: 'event', envelope: { type, data: value } });
  });

  it('keeps a message, each of its receipts and each of its events apart', () => {
    const later = { ...typing, channel: { ...channel, time: '2026-03-02T08:02:03.000Z' } };
    const all = [text, receipt('Sent'), receipt('Delivered'), receipt('Failed'), typing, later];
    expect(new Set(all.map(idOf)).size).toBe(all.length);
  });

  it('gives a repeated delivery the same id, however it is spelt', () => {
    const { id, ...rest } = text;
    expect(idOf({ ...rest, channel: { ...channel, time: '2026-03-02T09:02:00.276+01:00' }, id })).toBe(
      idOf(text),
    );
  });

  it('shortens an endless id, and keeps what it is made of apart', () => {
    const long = (end: string) => idOf({ ...text, id: `${'é'.repeat(200)}${end}` });
    expect(long('a')).toMatch(/^[0-9a-f]{64}\/text\//);
    expect(long('a')).not.toBe(long('b'));
    const longest = { ...receipt('s'.repeat(40)), id: 'x'.repeat(120), type: 't'.repeat(40) };
    expect(idOf(longest).length).toBeLessThanOrEqual(256);
  });

  it.each<[string, unknown, string]>([
    ['null', null, 'body: must be a JSON object'],
    ['no id', { ...text, id: undefined }, 'id: must be a string'],
    ['no type', { ...text, type: undefined }, 'type: must be a string'],
    ['no channel', { ...text, channel: undefined }, 'channel: must be a JSON object'],
    ['no time', { ...text, channel: { ...channel, time: undefined } }, 'channel.time: must be a string'],
    [
      'a local time',
      { ...text, channel: { ...channel, time: '2026-03-02T08:02' } },
      'channel.time: must be an RFC',
    ],
    ['an object as status', { ...receipt('x'), status: {} }, 'status: '],
  ])('says what is wrong with %s', (_, value, problem) => {
    const parsed = parse(value);
    expect(parsed).toMatchObject({ kind: 'unusable', reason: 'SCHEMA_VIOLATED' });
    expect(parsed.kind === 'unusable' && parsed.problems.join('\n')).toContain(problem);
  });
});
