import fc from 'fast-check';
import { canary } from './canary';
import { goodTimes } from './event-texts';
import { wantedTypes } from './fuzz-modules';
import { jsonText } from './json-texts';
import { secretText, showableText } from './nasty-texts';

/** Where truncated events are completed from. */
export const platformUrl = 'https://api.mypurecloud.ie';

const goodResources = [
  '/api/v2/conversations/1',
  '/api/v2/users/a:b~c@d?expand=presence,groups&x=1',
  '/api/v2/a/...',
  `${platformUrl}/api/v2/conversations/${canary}`,
] as const;

/** What no request may be made of. */
const trickyResources = [
  '/api/v2',
  '/api/v2/',
  '/api/v2//x',
  '//evil.example/api/v2/x',
  '/\\evil.example/api/v2/x',
  '/api/v2/..',
  '/api/v2/../../login',
  '/api/v2/a/./b',
  '/api/v2/%2e%2e/x',
  '/api/v2/a%2Fb',
  '/api/v2/a%00',
  '/api/v2/a\\..\\b',
  '/api/v2/a#b',
  '/api/v2/a?b?c',
  '/api/v2/a?b=/../c',
  '/api/v2/a\r\nHost: evil.example',
  '/api/v2/a b',
  '/api/v2/\u2024\u2024/x',
  `/api/v2/${'x'.repeat(600)}`,
  '/API/v2/x',
  '/api/v3/x',
  'api/v2/x',
  `${platformUrl}@evil.example/api/v2/x`,
  `${platformUrl}.evil.example/api/v2/x`,
  `${platformUrl}:8443/api/v2/x`,
  'https://evil.example/api/v2/x',
  'http://api.mypurecloud.ie/api/v2/x',
  'HTTPS://api.mypurecloud.ie/api/v2/x',
  'file:///api/v2/x',
  'http://169.254.169.254/api/v2/x',
  '',
  '__proto__',
  canary,
] as const;

interface Parts {
  readonly resource: fc.Arbitrary<string>;
  /** The flag's value, as JSON. */
  readonly flag: fc.Arbitrary<string>;
}

/** What it is known by stands first, so that a cut can leave it whole. */
const eventText = ({ resource, flag }: Parts) =>
  fc
    .record({
      id: showableText(256),
      type: fc.constantFrom(...wantedTypes),
      time: fc.constantFrom(...goodTimes),
      resource,
      flag,
      actor: secretText(100),
      data: jsonText,
    })
    .map(({ id, type, time, resource: uri, flag: truncated, actor, data }) => {
      const head = `{"id":${JSON.stringify(id)},"eventType":${JSON.stringify(type)},"timestamp":"${time}","resourceUri":${JSON.stringify(uri)}`;
      return {
        id,
        head,
        json: `${head},"userId":${JSON.stringify(actor)},"truncated":${truncated},"data":${data}}`,
      };
    });

const isTrue = fc.constant('true');
const isAny = fc.constantFrom('true', 'true', 'false', '"true"', '1', '{}', '[true]', 'null');

/** Cut behind what it is known by. */
const cutBehindHead = fc
  .tuple(eventText({ resource: fc.constantFrom(...goodResources), flag: isAny }), fc.nat(150))
  .map(([{ id, head, json }, more]) => {
    const bytes = Buffer.from(json);
    const whole = bytes.length - 1;
    // With the comma, at least: without it nobody can know that the text before it is whole.
    return { id, json: bytes.subarray(0, Math.min(Buffer.byteLength(head) + 1 + more, whole)) };
  });

const flagged = (resource: fc.Arbitrary<string>) => eventText({ resource, flag: isTrue });

/** Truncated events that can be completed. */
export const completableEvent = fc.oneof(
  cutBehindHead,
  flagged(fc.constantFrom(...goodResources)).map(({ id, json }) => ({ id, json: Buffer.from(json) })),
);

/** Those that cannot, whether their resource is none or there is no platform. */
export const hopelessEvent = flagged(
  fc.constantFrom(...goodResources, ...trickyResources.filter((one) => one !== '')),
);

/** Anything between: cut anywhere, with any flag and any resource. */
export const truncatedEvent = fc
  .tuple(
    eventText({ resource: fc.constantFrom(...goodResources, ...trickyResources), flag: isAny }),
    fc.option(fc.nat(400), { nil: undefined }),
  )
  .map(([{ id, json }, length]) => ({ id, json: Buffer.from(json).subarray(0, length) }));
