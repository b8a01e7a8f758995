import { describeCall, describeResult } from './describe-call';
import { httpTimeoutError, throttlingError, timeoutError } from './call-errors';
import type { Process } from './process';

/** Which faults a process can meet with. */
export interface FaultRules {
  /** None at all where this says no, as of now. */
  readonly mayFail: () => boolean;
  /** Milliseconds after which a late reply comes: too late for what the process has to keep. */
  readonly lateReplyMs: number;
  /** Milliseconds after which something is done that its caller has long given up: when it was tried again already. */
  readonly lateEffectMs: number;
}

/**
 * `read` and `write`: of an AWS service, by its SDK. `request`: of another system. `invocation`: of a function, whose
 * failures are results.
 */
export type CallKind = 'read' | 'write' | 'request' | 'invocation';

export interface Call {
  readonly port: string;
  readonly method: string;
  readonly kind: CallKind;
  readonly args: readonly unknown[];
  readonly run: () => Promise<unknown>;
}

/**
 * What can happen to a call. `repeated`: done twice, because the SDK repeats a call whose first reply was lost; the
 * second reply counts. `done late`: the caller is told of a timeout, and it is done all the same, later.
 */
type Fate =
  | 'answered'
  | 'dies before'
  | 'dies after'
  | 'reply lost'
  | 'repeated'
  | 'timeout'
  | 'throttled'
  | 'late reply'
  | 'done late';

/** The others make no difference to a call of this kind, or cannot happen to it. */
const fatesOf: Readonly<Record<CallKind, readonly Fate[]>> = {
  write: [
    'answered',
    'dies before',
    'dies after',
    'reply lost',
    'repeated',
    'timeout',
    'throttled',
    'late reply',
    'done late',
  ],
  read: ['answered', 'dies before', 'timeout', 'late reply'],
  request: ['answered', 'dies before', 'dies after', 'reply lost', 'timeout', 'late reply', 'done late'],
  invocation: ['answered', 'dies before', 'dies after', 'late reply'],
};

interface Caller {
  readonly process: Process;
  readonly rules: FaultRules;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Makes a call, with the fault that is chosen. */
export const callFaults = (call: Call, caller: Caller): void => {
  const { process, rules } = caller;
  const { simulation } = process;
  const fates = fatesOf[call.kind];
  const label = (): string => `${process.name} ${describeCall(call)}`;
  const chosen = rules.mayFail() ? simulation.choose('fault', fates.length, label) : 0;
  const fate = fates[chosen] ?? 'answered';
  if (simulation.isTold && fate !== 'answered') simulation.tell(process.name, () => told(call, fate));
  simulation.start(() => meet(fate, call, caller));
};

const meet = async (fate: Fate, call: Call, caller: Caller): Promise<void> => {
  const { process, rules, reject } = caller;
  const { simulation } = process;
  switch (fate) {
    case 'answered':
      return answer(await settled(call), call, caller);
    case 'dies before':
      return process.die();
    case 'dies after':
      await settled(call);
      return process.die();
    case 'reply lost':
      await settled(call);
      return reject(timeoutOf(call));
    case 'repeated':
      await settled(call);
      return answer(await settled(call), call, caller);
    case 'timeout':
      return reject(timeoutOf(call));
    case 'throttled':
      return reject(throttlingError());
    case 'late reply': {
      const result = await settled(call);
      await simulation.sleep(rules.lateReplyMs);
      return answer(result, call, caller);
    }
    case 'done late':
      reject(timeoutOf(call));
      await simulation.sleep(rules.lateEffectMs);
      simulation.tell(process.name, () => `${describeCall(call)}: is done only now`);
      await settled(call);
  }
};

const timeoutOf = ({ kind }: Call): Error => (kind === 'request' ? httpTimeoutError() : timeoutError());

type Settled =
  | { readonly kind: 'resolved'; readonly result: unknown }
  | { readonly kind: 'rejected'; readonly error: unknown };

const settled = async ({ run }: Call): Promise<Settled> => {
  try {
    return { kind: 'resolved', result: await run() };
  } catch (error) {
    return { kind: 'rejected', error };
  }
};

const answer = (outcome: Settled, call: Call, { process, resolve, reject }: Caller): void => {
  if (process.isDead) return;
  process.simulation.tell(process.name, () => `${describeCall(call)}${describeResult(outcome)}`);
  if (outcome.kind === 'resolved') resolve(outcome.result);
  else reject(outcome.error);
};

const sentences: Readonly<Record<Exclude<Fate, 'answered'>, string>> = {
  'dies before': 'the process dies before the call',
  'dies after': 'done, and the process dies before it hears of it',
  'reply lost': 'done, but the reply is lost (TimeoutError)',
  repeated: 'done, the reply is lost, and the SDK does it again',
  timeout: 'not done (TimeoutError)',
  throttled: 'not done (ThrottlingException)',
  'late reply': 'done, but the reply takes long',
  'done late': 'given up (TimeoutError), and done later',
};

const told = (call: Call, fate: Exclude<Fate, 'answered'>): string =>
  `✗ ${describeCall(call)}: ${sentences[fate]}`;
