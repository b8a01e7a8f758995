/** Seconds before the second attempt, and how many times longer each further wait is: 30 s, then 180 s. */
const firstDelaySeconds = 30;
const factor = 6;
/** No wait is longer: it has to leave an operator the chance to see what happens. */
const maxDelaySeconds = 15 * 60;
/** SQS: a message can be invisible for 12 hours from when it was received; a reserve for that. */
const maxVisibilitySeconds = 11 * 60 * 60;
/** Each delay lies within this part of itself around what was computed, so that what failed together comes back apart. */
const spread = 0.25;

/**
 * How long an event waits before its next attempt, in whole seconds.
 *
 * @param failures how many there were, this one included
 * @param random in [0, 1)
 */
export const backoffSeconds = (failures: number, random: number): number => {
  const delay = firstDelaySeconds * factor ** Math.max(0, failures - 1);
  return jittered(Math.min(delay, maxDelaySeconds), random);
};

/** Spreads a delay, in whole seconds, one at least. */
export const jittered = (seconds: number, random: number): number =>
  Math.max(1, Math.round(seconds * (1 - spread + 2 * spread * random)));

/** What the other side asked to wait is never undercut; up to ten seconds more keep what waits for it apart. */
export const afterAsked = (askedSeconds: number, random: number): number =>
  Math.min(maxVisibilitySeconds, Math.ceil(askedSeconds + random * 10));
