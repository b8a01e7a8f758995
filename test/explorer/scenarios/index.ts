import { randomBytes } from 'node:crypto';
import { startMs } from '../run/start-time';
import type { Scenario } from '../world/scenario';
import { callEvent, callId } from './call-events';
import { crmJournal, journal, newest, notifier } from './modules';

const started = callEvent('call.started', 1);
const answered = callEvent('call.answered', 2);
const held = callEvent('call.held', 3);
const completed = callEvent('call.completed', 4);
/** Of these a message can take the small ones only. */
const payloadLimits = { inlineBytes: 1000, claimCheckBytes: 1000 };
const large = callEvent('call.answered', 2, {
  data: { callId, notes: randomBytes(1500).toString('base64') },
});
const short = callEvent('call.completed', 3);
const minuteMs = 60_000;

/** All scenarios, the simplest first. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'forged',
    title: 'a request with a wrong signature touches nothing',
    modules: [journal()],
    events: [],
    forged: true,
    bounds: { faults: 2, reorderings: 1, together: 2 },
  },
  {
    name: 'one-event',
    title: 'one event, one module, and a sender that repeats itself',
    modules: [newest()],
    events: [started],
    duplicates: true,
    forged: true,
    bounds: { faults: 2, reorderings: 1, together: 2 },
  },
  {
    name: 'two-modules',
    title: 'one event for two modules: the function dies between two sends',
    modules: [newest(), journal()],
    events: [started],
    bounds: { faults: 2, reorderings: 1, together: 2 },
  },
  {
    name: 'snapshots',
    title: 'two snapshots of one entity, in either order, one of them twice',
    modules: [newest()],
    events: [started, answered],
    anyOrder: true,
    duplicates: true,
    bounds: { faults: 1, reorderings: 1, together: 2 },
  },
  {
    name: 'call',
    title: 'a call of three events in any order, one of them twice',
    modules: [journal()],
    events: [started, answered, short],
    anyOrder: true,
    duplicates: true,
    bounds: { faults: 1, reorderings: 0, together: 1 },
  },
  {
    name: 'late-start',
    title: 'a call whose first event comes after the window of the second has passed',
    modules: [journal()],
    events: [{ ...started, sentAfterMs: 150_000 }, answered],
    bounds: { faults: 2, reorderings: 1, together: 2 },
  },
  {
    name: 'large',
    title: 'an event whose data is too large for a message, and comes too early or in time',
    modules: [journal()],
    events: [started, large],
    payloadLimits,
    anyOrder: true,
    bounds: { faults: 2, reorderings: 0, together: 2 },
  },
  {
    name: 'large-refusal',
    title: 'an event whose data is too large for a message, and which the module refuses for good',
    modules: [journal()],
    events: [started, { ...large, mischief: 'is refused' }],
    payloadLimits,
    anyOrder: true,
    bounds: { faults: 1, reorderings: 1, together: 2 },
  },
  {
    name: 'poison',
    title: 'an event in the middle of a call with which the module always throws',
    modules: [journal()],
    events: [started, { ...answered, mischief: 'throws' }, short],
    anyOrder: true,
    bounds: { faults: 1, reorderings: 1, together: 2 },
  },
  {
    name: 'refusal',
    title: 'an event in the middle of a call that the module refuses for good',
    modules: [journal()],
    events: [started, { ...answered, mischief: 'is refused' }, short],
    bounds: { faults: 2, reorderings: 1, together: 2 },
  },
  {
    name: 'killer',
    title: 'an event in the middle of a call that kills its processor each time; one of them twice',
    modules: [journal()],
    events: [started, { ...answered, mischief: 'kills' }, short],
    duplicates: true,
    bounds: { faults: 1, reorderings: 0, together: 1 },
  },
  {
    name: 'independent',
    title: 'two events without an order, each with an effect in the CRM',
    modules: [notifier()],
    events: [started, answered],
    duplicates: true,
    bounds: { faults: 1, reorderings: 1, together: 2 },
  },
  {
    name: 'effects',
    title: 'a call of two events, each with an effect in the CRM, which can fail in every way',
    modules: [crmJournal()],
    events: [started, short],
    anyOrder: true,
    bounds: { faults: 2, reorderings: 0, together: 2 },
  },
  {
    name: 'outage',
    title: 'the CRM refuses everything for an hour',
    modules: [crmJournal()],
    events: [started, answered, held, { ...completed, sentAfterMs: 20 * minuteMs }],
    outage: { fromMs: startMs, untilMs: startMs + 60 * minuteMs, how: 'refuses' },
    bounds: { faults: 1, reorderings: 0, together: 1 },
  },
  {
    name: 'hanging',
    title: 'the CRM answers nothing for ten minutes, and two guards look after it',
    modules: [crmJournal()],
    events: [started, short],
    outage: { fromMs: startMs, untilMs: startMs + 10 * minuteMs, how: 'hangs' },
    guards: 2,
    bounds: { faults: 1, reorderings: 1, together: 1 },
  },
  {
    name: 'isolation',
    title: 'everything goes wrong in one module, and the other does not notice',
    modules: [newest(), crmJournal()],
    events: [started, { ...short, sentAfterMs: 1000 }],
    onlyModule: 'crm-sync',
    outage: { fromMs: startMs, untilMs: startMs + 5 * minuteMs, how: 'refuses' },
    bounds: { faults: 1, reorderings: 1, together: 2 },
  },
];
