import { closed, type Explanation } from './explanation';
import type { Answer } from './send-delivery';

/** An answer that is not in Switchboard's words. Its body is not shown: it may repeat what was sent. */
export const notSwitchboards = ({ status, header }: Answer): Explanation =>
  closed('NOT_SWITCHBOARD', `Something answered ${status}, and it is not Switchboard.`, {
    causes: [
      'The URL leads to another service, or to a page of a proxy, a load balancer or a captive network in front of it.',
      `It answers ${header('content-type')?.split(';')[0] ?? 'without a content type'}; Switchboard answers application/json with a status or an error.`,
    ],
    remedies: [
      'Compare the URL with the stack’s output SourceUrl…, character by character.',
      'Try it from another network.',
    ],
  });
