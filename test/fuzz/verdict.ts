import { canaryIn } from './canary';
import type { FuzzAnswer } from './fuzz-answer';
import type { FuzzRequest } from './fuzz-request';
import { type FuzzedSender, isWithoutSecret } from './fuzz-sources';
import type { Deeds } from './fuzz-world';
import { lineProblem, type PrintedLine, withoutEventNames } from './printed-lines';
import type { Service } from './service-calls';
import { secretsAbout } from './signatures';

/** What became of a case. */
export interface Observation extends Deeds {
  /** What the handler gave. */
  readonly answer: FuzzAnswer;
  readonly printed: string;
  readonly lines: readonly PrintedLine[];
}

/** A request, and what is true about it. */
export interface JudgedRequest extends FuzzRequest {
  /** Whose route it was posted to; absent: nobody's. */
  readonly sender: FuzzedSender | undefined;
  /** Whether the signature is the sender's own over these bytes. */
  readonly isSigned: boolean;
}

const documentedStatuses: readonly number[] = [200, 401, 404, 405, 413, 415, 503];
const eventStatuses: readonly (string | undefined)[] = ['accepted', 'duplicate', 'ignored'];

const isAboutEvent = ({ outcome }: FuzzAnswer): boolean => eventStatuses.includes(outcome);

/** What must be printed and sent, whatever the function was invoked with. Gives what was not. */
export const deedsWrong = (
  { lines, badMessages }: Pick<Observation, 'lines' | 'badMessages'>,
  shown: string,
): readonly string[] => {
  const form = canaryIn(shown);
  return [
    ...badMessages,
    ...lines.flatMap((line) => lineProblem(line) ?? []),
    ...(form === undefined ? [] : [`what must not be shown was shown, as ${form}`]),
  ];
};

/** What holds whatever invokes a function behind HTTP. Gives what does not. */
export const alwaysWrong = (observation: Observation, shown: string): readonly string[] => {
  const { answer, flushes } = observation;
  return [
    ...(documentedStatuses.includes(answer.status) ? [] : [`status ${answer.status} is not documented`]),
    ...(flushes === 1 ? [] : [`metrics were flushed ${flushes} times`]),
    ...(answer.id === undefined || isAboutEvent(answer) ? [] : ['the answer has an id without an event']),
    ...deedsWrong(observation, shown),
  ];
};

/** What holds for a request. Gives what does not. */
export const requestWrong = (
  request: JudgedRequest,
  observation: Observation,
  failing: Service | undefined,
): readonly string[] => {
  const { answer, printed } = observation;
  const { sender, isSigned } = request;
  const isOurFault = failing !== undefined || (sender !== undefined && isWithoutSecret(sender));
  const mayShowNames = isSigned && sender?.format.showsSendersIds === true;
  return [
    ...alwaysWrong(observation, mayShowNames ? shownBesideNames(observation) : `${printed}${answer.text}`),
    ...(isOurFault ? [] : unlessBelow500(answer)),
    ...secretLeaks(request, `${printed}${answer.text}`),
    ...unsignedWrong(request, observation),
    ...bodyWrong(request, answer, failing),
  ];
};

const unlessBelow500 = ({ status }: FuzzAnswer): readonly string[] =>
  status >= 500 ? [`the sender’s fault was answered ${status}`] : [];

/** All that is shown of an authentic delivery but for the id and the type of its event, which may be. */
const shownBesideNames = ({ lines, answer }: Observation): string =>
  [...lines.map(withoutEventNames), isAboutEvent(answer) ? '' : answer.text].join('\n');

const secretLeaks = ({ sender, headers, body }: JudgedRequest, shown: string): readonly string[] => {
  if (!sender) return [];
  const all = shown.toLowerCase();
  const isShown = secretsAbout(sender, headers, body.bytes).some((one) => all.includes(one.toLowerCase()));
  return isShown ? ['a secret or a computed signature was shown'] : [];
};

const unsignedWrong = (
  { isSigned, isPlain }: JudgedRequest,
  { calls, answer: { status } }: Observation,
): readonly string[] => {
  if (isSigned) return [];
  return [
    ...(calls.length === 0 ? [] : [`without a valid signature ${calls.join(', ')} was called`]),
    ...(status === 200 ? ['without a valid signature it was answered 200'] : []),
    ...(isPlain && ![401, 413, 503].includes(status) ? [`it was answered ${status}, not 401`] : []),
  ];
};

/** An authentic event is accepted, and what is none is kept; or, while a service fails, not refused. */
const bodyWrong = (
  { body, isSigned, isPlain }: JudgedRequest,
  answer: FuzzAnswer,
  failing: Service | undefined,
): readonly string[] => {
  const { status, outcome, id } = answer;
  const isOther = body.onlyId !== undefined && id !== undefined && id !== body.onlyId;
  const isMistaken = isSigned && isOther ? ['it was taken for another event'] : [];
  if (!isSigned || !isPlain || (failing !== undefined && status === 503)) return isMistaken;
  const isAccepted = status === 200 && isAboutEvent(answer) && isIdOf(body.event?.id, id);
  return [
    ...isMistaken,
    ...(body.event && !isAccepted ? [`an authentic event was answered ${status} ${outcome}`] : []),
    ...(body.isHopeless && outcome !== 'quarantined'
      ? [`what is no event was answered ${status} ${outcome}`]
      : []),
  ];
};

const isIdOf = (wanted: string | RegExp | undefined, id: string | undefined): boolean =>
  wanted instanceof RegExp ? id !== undefined && wanted.test(id) : id === wanted;
