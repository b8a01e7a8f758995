import { agentLogin, statusOf } from './ingest-fixture';
import {
  receivedMs,
  body,
  doors,
  posted,
  signed,
  withSignature,
  tried,
  untouched,
} from './preset-doors-fixture';

describe.each(['genesys', 'github-style'] as const)('at the door of %s', (scheme) => {
  it('hex in upper case means the same bytes', async () => {
    const headers = withSignature(scheme, (value) =>
      value.replace(/[0-9a-f]{64}$/, (digits) => digits.toUpperCase()),
    );
    expect(statusOf(await doors().handler(posted(scheme, body, headers)))).toEqual([200, 'accepted']);
  });
});

describe('at the door of genesys-open-messaging', () => {
  it('base64 in another case means other bytes', async () => {
    const headers = withSignature('genesys-open-messaging', (value) => value.toLowerCase());
    expect(await tried(posted('genesys-open-messaging', body, headers))).toEqual(untouched);
  });
});

describe('at the door of standard-webhooks', () => {
  const scheme = 'standard-webhooks';
  const minutes = 60_000;

  it.each([
    ['six minutes old', -6 * minutes],
    ['six minutes ahead', 6 * minutes],
  ])('a delivery that is %s is refused like any other, and the log says why', async (_, laterMs) => {
    const headers = signed(scheme, body, receivedMs + laterMs);
    expect(await tried(posted(scheme, body, headers))).toEqual(untouched);
    const ingest = doors();
    await ingest.handler(posted(scheme, body, headers));
    expect(ingest.log.lines).toEqual([
      {
        level: 'warn',
        code: 'SIGNATURE_REJECTED',
        fields: { source: scheme, reason: 'TIMESTAMP_OUTSIDE_TOLERANCE' },
      },
    ]);
    expect(ingest.fetches).toBe(1);
  });

  it('an event of any age is accepted in a delivery of now', async () => {
    for (const timestamp of ['1970-01-01T00:00:00Z', '2099-01-01T00:00:00Z']) {
      const old = JSON.stringify({ ...agentLogin, id: timestamp, timestamp });
      expect(statusOf(await doors().handler(posted(scheme, old, signed(scheme, old))))).toEqual([
        200,
        'accepted',
      ]);
    }
  });

  it('a time that was not signed does not help an old delivery', async () => {
    const headers = { ...signed(scheme, body, 0), 'webhook-timestamp': String(receivedMs / 1000) };
    expect(await tried(posted(scheme, body, headers))).toEqual(untouched);
  });

  it('its own headers may not come twice, in whatever case', async () => {
    for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
      const headers = signed(scheme, body);
      expect(
        await tried(posted(scheme, body, { ...headers, [name.toUpperCase()]: headers[name] ?? '' })),
      ).toEqual(untouched);
    }
  });
});
