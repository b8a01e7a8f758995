import { maxSecretOverlapHours, minSecretOverlapHours } from '../lambdas/contract/limits';
import { switchboardDefaults, type SwitchboardProps } from './switchboard-props';
import { show, wholeNumber } from './validation-rules';

/** Secrets Manager's longest schedule. */
const maxDays = 1000;

/** What is wrong with how secrets are rotated: a sentence for each problem. */
export const validateRotation = (props: SwitchboardProps): string[] => [
  ...validateOverlap(props),
  ...wholeNumber('rotation.everyDays', props.rotation?.everyDays, [1, maxDays]),
  ...validateSchedule(props),
];

function validateOverlap({ secretOverlap }: SwitchboardProps): string[] {
  if (secretOverlap === undefined) return [];
  const hours = secretOverlap.toHours({ integral: false });
  if (Number.isInteger(hours) && hours >= minSecretOverlapHours && hours <= maxSecretOverlapHours) return [];
  return [
    `secretOverlap is ${hours} hours, but must be whole hours from ${minSecretOverlapHours} to ${maxSecretOverlapHours} (a year): the sender must be given the new secret in this time, and the old one must end some day.`,
  ];
}

function validateSchedule({ rotation, secretOverlap = switchboardDefaults.secretOverlap }: SwitchboardProps) {
  const { everyDays } = rotation ?? {};
  if (everyDays === undefined || everyDays * 24 > secretOverlap.toHours({ integral: false })) return [];
  return [
    `rotation.everyDays is ${show(everyDays)}, but must be more than secretOverlap (${secretOverlap.toHours({ integral: false })} hours), or every rotation is refused because the one before is not over: rotate less often or shorten the overlap.`,
  ];
}
