import { orderKey, type OrderKey } from '../../core/order-key';
import type { CallFact } from './call-fact';
import { type CallDisposition, type CallState, maxDispositions } from './call-state';
import { withResult } from './phases';

/**
 * The call is dispositioned. Every disposition is kept at its place, so that it does not matter in which order they
 * are seen; the newest one holds.
 */
export const dispose = (call: CallState, { at, eventId, disposition: value }: CallFact): CallState => {
  const entry: CallDisposition = { at, eventId, ...(value !== undefined && { value }) };
  const dispositions = [...call.dispositions, entry].toSorted(byOrder).slice(-maxDispositions);
  const newest = dispositions.at(-1) ?? entry;
  const disposition = dispositions.findLast((each) => each.value !== undefined)?.value;
  return withResult({
    ...call,
    dispositions,
    dispositionedAt: newest.at,
    ...(disposition !== undefined && { disposition }),
  });
};

const byOrder = (a: CallDisposition, b: CallDisposition): number => (keyOf(a) < keyOf(b) ? -1 : 1);

const keyOf = ({ at, eventId }: CallDisposition): OrderKey =>
  orderKey({ time: at, rank: 0, id: eventId, source: '' });
