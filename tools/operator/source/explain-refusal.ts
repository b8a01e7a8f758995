import type { CheckTarget } from './check-target';
import { closed, type Explanation } from './explanation';
import { notSwitchboards } from './explain-stranger';
import type { Answer } from './send-delivery';

type Explainer = (answer: Answer, target: CheckTarget) => Explanation;

/** What API Gateway answers by itself carries the request's id; what the ingest function answers does not. */
const isGateways = ({ json }: Answer): boolean => typeof json?.['requestId'] === 'string';

const hasError = ({ json }: Answer, error: string): boolean => json?.['error'] === error;

const blocked: Explainer = (answer) => {
  if (hasError(answer, 'BLOCKED')) {
    return closed('BLOCKED', 'The web ACL blocked the request before anybody looked at its signature.', {
      causes: [
        'This address is not in waf.allowedNetworks of the stage.',
        'This address is of ill repute, or the request looks like a known attack.',
      ],
      remedies: [
        'Check from the sender’s network, or add the network to waf.allowedNetworks in lib/stage-config.ts.',
        'The web ACL’s metrics in CloudWatch say which rule it was.',
      ],
    });
  }
  const message = answer.json?.['message'];
  if (hasError(answer, 'REQUEST_REFUSED') || typeof message === 'string') {
    return closed('FORBIDDEN', 'API Gateway refused the request before it reached Switchboard.', {
      causes: [
        ...(message === 'Missing Authentication Token'
          ? ['No route of the API has this path: the stage or /webhook/ is missing in it.']
          : []),
        'A resource policy, a private endpoint or an API key stands before the API, put there by hand or by your organization.',
      ],
      remedies: [
        'Compare the URL with the stack’s output SourceUrl….',
        'Look for a resource policy or a usage plan at the API in the console.',
      ],
    });
  }
  return notSwitchboards(answer);
};

const notFound: Explainer = (answer, { source, url }) => {
  if (!hasError(answer, 'NOT_FOUND')) return notSwitchboards(answer);
  return isGateways(answer)
    ? closed('WRONG_PATH', `Switchboard’s API has nothing at ${url.pathname}.`, {
        causes: [
          'The path must be /<stage>/webhook/<source>; the stage is the first part of it, such as dev.',
        ],
        remedies: ['Take the URL from the stack’s output SourceUrl….'],
      })
    : closed('UNKNOWN_SOURCE', `Switchboard has no source ${source} with a webhook.`, {
        causes: [
          'The name is written in another way: it is case-sensitive.',
          'The source is not deployed yet, or has an event bus only.',
        ],
        remedies: ['Compare it with sources in lib/stage-config.ts, and deploy.'],
      });
};

const methodNotAllowed: Explainer = () =>
  closed('METHOD_NOT_ALLOWED', 'A POST was sent, and something else arrived.', {
    causes: ['A proxy on the way has made another method of it, as happens behind a redirect.'],
    remedies: ['Give the URL that no redirect leads to.'],
  });

const tooLarge: Explainer = () =>
  closed('BODY_TOO_LARGE', 'The body was refused as too large, though it has less than 1 KB.', {
    causes: [
      'maxBodyBytes of this Switchboard is set very low.',
      'A proxy on the way has a limit of its own.',
    ],
    remedies: ['Raise maxBodyBytes (1 MiB is the default), or the proxy’s limit.'],
  });

const unsupportedMediaType: Explainer = () =>
  closed('UNSUPPORTED_MEDIA_TYPE', 'The content type was refused, though application/json was sent.', {
    causes: ['A proxy on the way changes Content-Type, or compresses the body.'],
    remedies: [
      'Have it leave bodies of requests and their headers as they are: the signature is over the raw bytes.',
    ],
  });

const throttled: Explainer = (answer) =>
  closed('THROTTLED', 'Too many requests at once: the throttle, or the web ACL’s rate for one address.', {
    causes: [
      'Traffic is higher than the stage’s throttling allows.',
      'The governor has lowered the throttle, because ingest is unwell.',
    ],
    remedies: [
      `Check again${retryAfter(answer)}.`,
      'See docs/runbook.md, ingest-throttled: what the throttle is now, and why.',
    ],
  });

const retryAfter = ({ header }: Answer): string => {
  const seconds = header('retry-after');
  return seconds !== undefined && /^\d{1,5}$/.test(seconds) ? ` in ${seconds} seconds` : ' later';
};

const unavailable: Explainer = (answer) => {
  if (!hasError(answer, 'UNAVAILABLE')) return notSwitchboards(answer);
  return isGateways(answer)
    ? closed(
        'INGEST_BROKEN',
        'The ingest function did not answer: it crashed, ran out of time, or does not start.',
        {
          causes: [
            'Its configuration is wrong (ConfigurationError in its log), or a service it needs hangs.',
          ],
          remedies: ['See docs/runbook.md, ingest-errors.'],
        },
      )
    : closed(
        'UNAVAILABLE',
        'Switchboard could not check or store the event: its own fault, not the sender’s.',
        {
          causes: [
            'The source’s secret is missing, empty, no key for the scheme, or ingest may not read it.',
            'The table or a queue does not answer.',
          ],
          remedies: [
            'Look for INGEST_UNAVAILABLE in the ingest function’s log: its step says secrets, claim, send, quarantine or deadline, and errorName what it was. UnusableSecretError: the secret is no key for the scheme.',
            'See docs/runbook.md, ingest-unavailable.',
          ],
        },
      );
};

/** By status. What is not here is not Switchboard’s. */
export const refusals: ReadonlyMap<number, Explainer> = new Map([
  [403, blocked],
  [404, notFound],
  [405, methodNotAllowed],
  [413, tooLarge],
  [415, unsupportedMediaType],
  [429, throttled],
  [503, unavailable],
]);
