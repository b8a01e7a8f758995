import type { Entity } from '../../lambdas/core/entity';
import type { Envelope } from '../../lambdas/core/envelope';
import { orderKey } from '../../lambdas/core/order-key';
import {
  emptySequence,
  type EventRef,
  type OpenEvent,
  type ParkedEvent,
  type Sequence,
} from '../../lambdas/core/sequencing/sequence';
import type { ModuleState, SequenceCommit } from '../../lambdas/processor/ports';
import { instant } from '../instant';

export const call: Entity = { type: 'call', id: 'c-1' };
export const callInModule = { module: 'calls', entity: call };
export const at = instant('2023-10-27T14:30:10Z');
export const dueAt = instant('2023-10-27T14:31:10Z');

export const envelope = (id: string, data: unknown = null): Envelope => ({
  specversion: '1.0',
  id,
  source: 'genesys',
  type: 'call.started',
  subject: '/calls/c-1',
  time: instant('2023-10-27T14:30:00.000000001Z'),
  datacontenttype: 'application/json',
  data,
  receivedtime: instant('2023-10-27T14:30:01Z'),
  ordertime: instant('2023-10-27T14:30:00.000000001Z'),
});

export const ref = (id: string, type: string, second = '00'): EventRef => ({
  key: orderKey({ time: instant(`2023-10-27T14:30:${second}Z`), rank: 1, id, source: 'genesys' }),
  source: 'genesys',
  id,
  type,
});

export const openEvent = (id: string, data?: unknown): OpenEvent => ({
  ...ref(id, 'call.started'),
  openUntil: dueAt,
  bytes: 300,
  envelope: envelope(id, data),
});

export const parkedEvent = (id: string, changes: Partial<ParkedEvent> = {}): ParkedEvent => ({
  ...ref(id, 'call.completed', '09'),
  dueAt,
  bytes: 4711,
  attempts: 0,
  ...changes,
});

export const commitOf = (
  sequence: Partial<Sequence<ModuleState>>,
  changes: Partial<SequenceCommit> = {},
): SequenceCommit => ({
  ...callInModule,
  sequence: { ...emptySequence, ...sequence },
  dueAt: undefined,
  complete: false,
  at,
  ...changes,
});

/** Where every part of a sequence holds something. */
export const everything: Sequence<ModuleState> = {
  version: 0,
  watermark: ref('e-1', 'call.started').key,
  settled: { state: { agents: [] }, type: 'call.started' },
  open: [openEvent('e-2'), openEvent('e-3', { agent: 'a-1' })],
  head: { state: { agents: [{ id: 'a-1', talkMs: 1500.5 }], note: null, open: true }, type: 'call.answered' },
  parked: [
    parkedEvent('e-8'),
    parkedEvent('e-9', { attempts: 2, retryAt: instant('2023-10-27T14:32:00.123456789Z') }),
  ],
  lastCommit: [
    { source: 'genesys', id: 'e-3', outcome: 'gap' },
    { source: 'other', id: 'e-9', outcome: 'parked' },
  ],
};
