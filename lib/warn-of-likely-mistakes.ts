import { Annotations, Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { CompleteSwitchboardProps } from './switchboard-props';

/** Sender retries, then the longest stay in a queue, then in its DLQ. */
const longestWayBack = Duration.days(4 + 14 + 14);

/** Warns of what can be built and still is likely to be a mistake. */
export function warnOfLikelyMistakes(
  scope: Construct,
  { claimRetention, deletionProtection, alarmTopic, waf }: CompleteSwitchboardProps,
): void {
  if (claimRetention.toHours() < longestWayBack.toHours()) {
    Annotations.of(scope).addWarningV2(
      'switchboard:claimRetention',
      `Claims are kept for ${claimRetention.toHours()} hours, but an event can come back for ${longestWayBack.toDays()} days (4 of sender retries, 14 in a queue, 14 in its DLQ) and would then be accepted again: keep claims longer.`,
    );
  }
  if (waf?.allowedNetworks !== undefined) {
    Annotations.of(scope).addWarningV2(
      'switchboard:rotation',
      'waf.allowedNetworks keeps out the rotation function too, which posts a test event to the webhook and has no fixed address: secrets can be rotated by hand only (docs/runbook.md#rotate-a-secret).',
    );
  }
  if (deletionProtection && alarmTopic === undefined) {
    Annotations.of(scope).addWarningV2(
      'switchboard:alarmTopic',
      'Nobody is told when an alarm goes off: give the prop alarmTopic, or -c alarmTopicArn=<ARN of an SNS topic> at the command line.',
    );
  }
}
