import { closed, type Explanation } from './explanation';
import { refusals } from './explain-refusal';
import { explainSilence } from './explain-silence';
import { notSwitchboards } from './explain-stranger';
import { explainSuccess } from './explain-success';
import { explainUnauthorized, type UnauthorizedContext } from './explain-unauthorized';
import type { Answer, Reply } from './send-delivery';

/** What became of the test event, and what to do about it. */
export const explainReply = (reply: Reply, context: UnauthorizedContext): Explanation => {
  const { target } = context;
  if (reply.kind === 'unanswered') return explainSilence(reply.failure, reply.code, target.url);
  const { status } = reply;
  if (status === 200) return explainSuccess(reply, target);
  if (status === 401) return explainUnauthorized(reply, context);
  if (status >= 300 && status < 400) return redirected(reply);
  return refusals.get(status)?.(reply, target) ?? notSwitchboards(reply);
};

const redirected = ({ status, header }: Answer): Explanation => {
  const host = URL.parse(header('location') ?? '')?.host;
  return closed(
    'REDIRECT',
    `The URL redirects (${status})${host === undefined ? '' : ` to ${host}`}. Switchboard never does.`,
    {
      causes: [
        'It is the URL of something in front of Switchboard: http for https, or a domain that was moved.',
      ],
      remedies: [
        'Give senders the URL that no redirect leads to: they do not follow, or they lose the body.',
      ],
    },
  );
};
