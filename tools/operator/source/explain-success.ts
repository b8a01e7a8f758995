import type { CheckTarget } from './check-target';
import { closed, type Explanation } from './explanation';
import { notSwitchboards } from './explain-stranger';
import type { Answer } from './send-delivery';
import { checkEventType } from '../../../lambdas/core/check-event';

const open = (code: string, summary: string, remedies: readonly string[] = []): Explanation => ({
  isOpen: true,
  code,
  summary,
  causes: [],
  remedies,
});

/** 200 with one of ingest's words. */
export const explainSuccess = (answer: Answer, target: CheckTarget): Explanation => {
  switch (answer.json?.['status']) {
    case 'ignored':
      return open(
        'IGNORED',
        'The door is open: the signature is right, and the test event was ignored, as it should be. Nothing was stored.',
      );
    case 'accepted':
      return open('ACCEPTED', 'The door is open: the signature is right, and the test event was accepted.', [
        `A module takes events like the test event (${checkEventType}), so it was stored and handed on. That is harmless to Switchboard; look whether it is to that module.`,
      ]);
    case 'duplicate':
      return open(
        'DUPLICATE',
        'The door is open: the signature is right, and the test event is known already.',
        ['Each check has an id of its own. Something between here and there has sent this one twice.'],
      );
    case 'quarantined':
      return quarantined(answer, target);
    default:
      return notSwitchboards(answer);
  }
};

const quarantined = ({ json }: Answer, { format }: CheckTarget): Explanation => {
  const { reason, problems } = json ?? {};
  const told = Array.isArray(problems) ? problems.filter((problem) => typeof problem === 'string') : [];
  return closed(
    'QUARANTINED',
    `The signature is right, but the test event (format ${format}) is not what this source sends${typeof reason === 'string' ? `: ${reason}` : ''}.`,
    {
      causes: told,
      remedies: [
        'Give the format that the source has in its configuration, with --format.',
        'One message stays in the quarantine queue, and its alarm goes off: delete it (docs/runbook.md, quarantine-not-empty).',
      ],
    },
  );
};
