import type { Message } from '@aws-sdk/client-sqs';
import type { DeadLetter } from '../../tools/dead-letters/dead-letter';
import type { EventSketch } from '../module-kit';

/** An event that `call-lifecycle` and `crm-sync` want. */
export const call = (id: string, conversationId = 'c-1', more: Partial<EventSketch> = {}): EventSketch => ({
  id,
  eventType: 'call.started',
  timestamp: '2026-11-23T11:59:00Z',
  data: { conversationId },
  ...more,
});

/** `e-000`, `e-001`, … */
export const ids = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `e-${String(index).padStart(3, '0')}`);

export const idsOf = (letters: readonly DeadLetter[]): string[] => letters.map(({ eventId = '' }) => eventId);

/** The ids of the events in messages, in their order. */
export const eventIds = (messages: readonly Message[]): string[] =>
  messages.map(({ Body = '' }) => {
    const body: unknown = JSON.parse(Body);
    return typeof body === 'object' && body !== null && 'id' in body ? String(body.id) : '';
  });
