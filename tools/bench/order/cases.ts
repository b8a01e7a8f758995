import type { OutcomeName } from '../../../lambdas/contract/claim-outcome';
import { maxOpenEvents } from '../../../lambdas/contract/limits';
import type { Envelope } from '../../../lambdas/core/envelope';
import type { Measured } from './measured-processor';
import { type ModuleUnderTest, Subject } from './subject';

/** A message that is measured again and again, each time with the same things before it. */
export interface Case {
  readonly group: string;
  readonly name: string;
  /** Events that the message makes part of the state, or parks. */
  readonly events: number;
  readonly sample: () => Promise<Measured>;
}

interface CaseOptions extends Pick<Case, 'group' | 'name'> {
  /** Default 1. */
  readonly events?: number;
  readonly outcome: OutcomeName;
  /** Another event each time. */
  readonly next: () => Envelope;
  /** Messages before each one that counts, which find the processor cold from other work. Default 1. */
  readonly uncounted?: number;
  /** A parked event that is to be applied with it. */
  readonly releases?: Envelope | undefined;
}

/** Longer than the window of a module. */
const longMs = 61_000;
const inTurns = ['call.held', 'call.resumed'];

/** The case with the subject as it is now. */
const caseOf = async (
  subject: Subject,
  { events = 1, uncounted = 1, ...options }: CaseOptions,
): Promise<Case> => {
  const { group, name, outcome, releases } = options;
  const copies = await subject.copy({ withClaims: releases !== undefined });
  const { nowMs } = subject;
  const once = async (): Promise<Measured> => {
    await subject.restore(copies);
    const envelope = options.next();
    await subject.claim([envelope]);
    const measured = await subject.measure(envelope, nowMs);
    await subject.expectOutcome(envelope, outcome);
    if (releases) await subject.expectOutcome(releases, 'applied');
    return measured;
  };
  const sample = async (): Promise<Measured> => {
    for (let time = 0; time < uncounted; time += 1) await once();
    return once();
  };
  return { group, name, events, sample };
};

const started = async (calls: ModuleUnderTest): Promise<Subject> => {
  const call = new Subject(calls);
  await call.deliver([call.event('call.started')]);
  return call;
};

const inOrder = (call: Subject, group: string, earlier: number): Promise<Case> => {
  const atMs = call.nowMs;
  const name = `${earlier.toLocaleString('en')} earlier`;
  const next = (): Envelope => call.event('call.held', { atMs });
  return caseOf(call, { group, name, outcome: 'applied', next });
};

/** After so many earlier events, long settled, and then behind as many open ones as there can be besides. */
const afterEarlier = async (calls: ModuleUnderTest, earlier: number): Promise<readonly Case[]> => {
  const call = await started(calls);
  for (let left = earlier - 1; left > 0;) {
    call.nowMs += longMs;
    // The last one alone, so that no more than one is settled with the event that is measured.
    const count = Math.max(1, Math.min(left - 1, 10));
    await call.deliver(call.events(count, inTurns, 1000));
    left -= count;
  }
  call.nowMs += longMs;
  const settled = await inOrder(call, 'in order', earlier);
  await call.deliver(call.events(maxOpenEvents, inTurns, 1000));
  call.nowMs += 1000;
  return [settled, await inOrder(call, `in order, ${maxOpenEvents} open`, earlier)];
};

/** Parks one more, then the start that all of them wait for, with so many parked. */
const withParked = async (calls: ModuleUnderTest, counts: readonly number[]): Promise<readonly Case[]> => {
  const call = new Subject(calls);
  const startMs = call.nowMs;
  const cases: Case[] = [];
  let last: Envelope | undefined;
  for (const [index, count] of counts.entries()) {
    const waiting = call.events(count - (counts[index - 1] ?? 0), inTurns, 100);
    await call.deliver(waiting);
    last = waiting.at(-1) ?? last;
    const atMs = call.nowMs + 100;
    const park = (): Envelope => call.event('call.held', { atMs });
    const name = `${count} parked`;
    cases.push(await caseOf(call, { group: 'park one more', name, outcome: 'parked', next: park }));
    const start = (): Envelope => call.event('call.started', { atMs: startMs });
    const release = { group: 'release by the start', outcome: 'applied', next: start } as const;
    cases.push(await caseOf(call, { ...release, name, events: count + 1, releases: last }));
  }
  return cases;
};

/** The first of all that is parked: there is no entity yet. */
const firstParked = (calls: ModuleUnderTest): Promise<Case> => {
  const next = (): Envelope => new Subject(calls).event('call.held');
  return caseOf(new Subject(calls), { group: 'park one more', name: '0 parked', outcome: 'parked', next });
};

const beforeOpen = async (calls: ModuleUnderTest, open: number): Promise<Case> => {
  const call = await started(calls);
  const atMs = call.nowMs + 500;
  await call.deliver(call.events(open, inTurns, 1000));
  const next = (): Envelope => call.event('call.held', { atMs });
  return caseOf(call, { group: 'put before', name: `${open} open`, outcome: 'applied', next });
};

/** By far less code than a sequence takes, but the compiler needs its time for that too. */
const warmUpSnapshots = 1000;

const latest = async (presence: ModuleUnderTest): Promise<Case> => {
  const agent = new Subject(presence);
  await agent.deliver(agent.events(warmUpSnapshots, ['agent.login', 'agent.logout'], 1000));
  await agent.deliver([agent.event('agent.status', { status: 'AVAILABLE' })]);
  agent.nowMs += 1000;
  const next = (): Envelope => agent.event('agent.status', { status: 'BUSY' });
  // Its processor stands still while the other one is measured.
  const uncounted = 4;
  const group = 'policy latest';
  return caseOf(agent, { group, name: 'a newer snapshot', outcome: 'applied', next, uncounted });
};

export interface CasesOptions {
  readonly calls: ModuleUnderTest;
  readonly presence: ModuleUnderTest;
  /** Numbers of earlier events. */
  readonly earlier: readonly number[];
  readonly parked: readonly number[];
  readonly open: readonly number[];
}

/** Brings about what the cases start from. The long histories come last, so that copying finds small tables. */
export const prepareCases = async (options: CasesOptions): Promise<readonly Case[]> => {
  const { calls, presence, earlier, parked, open } = options;
  const waiting = [await firstParked(calls), ...(await withParked(calls, parked))];
  const overtaking: Case[] = [];
  for (const count of open) overtaking.push(await beforeOpen(calls, count));
  const [snapshots, orderly] = await Promise.all([latest(presence), histories(calls, earlier)]);
  return [...orderly, ...waiting, ...overtaking, snapshots];
};

const histories = async (calls: ModuleUnderTest, counts: readonly number[]): Promise<readonly Case[]> => {
  const cases: Case[] = [];
  for (const count of counts) cases.push(...(await afterEarlier(calls, count)));
  return cases;
};
