import { sign } from '../sign';
import { ingestFixture, statusOf } from './ingest-fixture';
import { secretOf, body, doors, posted, signed, type Headers } from './preset-doors-fixture';

describe('at any door', () => {
  it.each(['unknown', 'Genesys', 'genesys/', '', '__proto__', 'constructor', 'none'])(
    'a source that is not configured is not found: %j',
    async (source) => {
      const ingest = doors();
      const event = posted(source, body, { 'X-PureCloud-Signature': sign(body, secretOf.genesys) });
      expect(statusOf(await ingest.handler(event))).toEqual([404, 'NOT_FOUND']);
      expect(ingest.fetches).toBe(0);
    },
  );

  it('a source without a webhook is not found', async () => {
    const ingest = ingestFixture({
      sources: [{ name: 'bus', eventBus: 'aws.partner/genesys.com/cloud/o/s' }],
    });
    expect(statusOf(await ingest.handler(posted('bus', body, {})))).toEqual([404, 'NOT_FOUND']);
  });

  it.each<[string, Headers]>([
    ['none', { 'Content-Type': [] }],
    ['two', { 'Content-Type': ['application/json', 'application/json'] }],
    ['text', { 'Content-Type': 'text/json' }],
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['another charset', { 'Content-Type': 'application/json; charset=iso-8859-1' }],
    ['two joined', { 'Content-Type': 'application/json, text/plain' }],
    ['a coding', { 'Content-Encoding': 'br' }],
    ['two codings', { 'Content-Encoding': ['identity', 'gzip'] }],
  ])('a content type or coding that is not ours is refused before the signature: %s', async (_, headers) => {
    const ingest = doors();
    const event = posted('genesys', body, { ...signed('genesys', body), ...headers });
    expect(statusOf(await ingest.handler(event))).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    expect(ingest.fetches).toBe(0);
  });

  it('the coding identity says that there is none, in whatever case', async () => {
    const headers = { ...signed('genesys', body), 'Content-Encoding': 'Identity' };
    expect(statusOf(await doors().handler(posted('genesys', body, headers)))).toEqual([200, 'accepted']);
  });

  it('nothing is asked of Secrets Manager for a request without a readable signature', async () => {
    const ingest = doors();
    await ingest.handler(posted('genesys', body, {}));
    await ingest.handler(posted('genesys', body, { 'X-PureCloud-Signature': 'nonsense' }));
    expect(ingest.fetches).toBe(0);
  });
});
