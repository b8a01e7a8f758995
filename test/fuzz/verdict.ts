import { canaryIn } from './canary';
import type { FuzzAnswer } from './fuzz-answer';
import type { FuzzRequest } from './fuzz-request';
import { sourceWithoutSecret } from './fuzz-sources';
import type { Deeds, Service } from './fuzz-world';
import { lineProblem, type PrintedLine, withoutEventNames } from './printed-lines';
import { secretsAbout } from './signatures';

/** What became of a case. */
export interface Observation extends Deeds {
  /** What the handler gave. */
  readonly answer: FuzzAnswer;
  readonly printed: string;
  readonly lines: readonly PrintedLine[];
}

const documentedStatuses: readonly number[] = [200, 401, 404, 405, 413, 415, 503];
const eventStatuses: readonly (string | undefined)[] = ['accepted', 'duplicate', 'ignored'];

const isAboutEvent = ({ outcome }: FuzzAnswer): boolean => eventStatuses.includes(outcome);

/** What holds whatever invokes the function. Gives what does not. */
export const alwaysWrong = (
  { answer, lines, flushes, unreadable }: Observation,
  shown: string,
): readonly string[] => {
  const form = canaryIn(shown);
  return [
    ...(documentedStatuses.includes(answer.status) ? [] : [`status ${answer.status} is not documented`]),
    ...(flushes === 1 ? [] : [`metrics were flushed ${flushes} times`]),
    ...(unreadable === 0 ? [] : [`${unreadable} messages could not be read`]),
    ...(answer.id === undefined || isAboutEvent(answer) ? [] : ['the answer has an id without an event']),
    ...lines.flatMap((line) => lineProblem(line) ?? []),
    ...(form === undefined ? [] : [`what must not be shown was shown, as ${form}`]),
  ];
};

/** What holds for a request. Gives what does not. */
export const requestWrong = (
  request: FuzzRequest,
  observation: Observation,
  failing: Service | undefined,
): readonly string[] => {
  const { answer, printed } = observation;
  const isOurFault = failing !== undefined || request.source === sourceWithoutSecret;
  const shown = request.isSigned ? shownOfSigned(observation) : `${printed}${answer.text}`;
  return [
    ...alwaysWrong(observation, shown),
    ...(isOurFault ? [] : unlessBelow500(answer)),
    ...secretLeaks(request, `${printed}${answer.text}`),
    ...unsignedWrong(request, observation),
    ...eventWrong(request, answer, failing),
  ];
};

const unlessBelow500 = ({ status }: FuzzAnswer): readonly string[] =>
  status >= 500 ? [`the sender’s fault was answered ${status}`] : [];

/** All that is shown of an authentic delivery but for the id and the type of its event, which may be. */
const shownOfSigned = ({ lines, answer }: Observation): string => {
  return [...lines.map(withoutEventNames), isAboutEvent(answer) ? '' : answer.text].join('\n');
};

const secretLeaks = ({ body: { bytes } }: FuzzRequest, shown: string): readonly string[] => {
  const all = shown.toLowerCase();
  const isShown = secretsAbout(bytes).some((secret) => all.includes(secret.toLowerCase()));
  return isShown ? ['a secret or a computed signature was shown'] : [];
};

const unsignedWrong = (
  { isSigned, isPlain }: FuzzRequest,
  { calls, answer: { status } }: Observation,
): readonly string[] => {
  if (isSigned) return [];
  return [
    ...(calls.length === 0 ? [] : [`without a valid signature ${calls.join(', ')} was called`]),
    ...(status === 200 ? ['without a valid signature it was answered 200'] : []),
    ...(isPlain && ![401, 413, 503].includes(status) ? [`it was answered ${status}, not 401`] : []),
  ];
};

/** An authentic event is accepted; or, while a service fails, not refused. */
const eventWrong = (
  { body: { event }, isSigned, isPlain }: FuzzRequest,
  { status, outcome, id }: FuzzAnswer,
  failing: Service | undefined,
): readonly string[] => {
  if (!event || !isSigned || !isPlain) return [];
  if (failing !== undefined && status === 503) return [];
  const isAccepted = status === 200 && eventStatuses.includes(outcome) && id === event.id;
  return isAccepted ? [] : [`an authentic event was answered ${status} ${outcome}`];
};
