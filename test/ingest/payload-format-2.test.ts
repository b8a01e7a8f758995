import { fromPayloadFormat2 } from '../../lambdas/ingest/payload-format-2';
import { fromFunctionUrl, fromHttpApi } from './payload-format-2-events';

const sourceAt = (rawPath: string, stage?: string): string | undefined =>
  fromPayloadFormat2(fromFunctionUrl({ rawPath, ...(stage !== undefined && { stage }) })).source;

const headersOf = (headers: Readonly<Record<string, string>>) => {
  const request = fromPayloadFormat2(fromHttpApi({ headers }));
  return (name: string): readonly string[] => request.headerValues(name);
};

describe('an event of an HTTP API', () => {
  it('is a request, as the documented example has it', () => {
    const request = fromPayloadFormat2(fromHttpApi());

    expect(request.method).toBe('POST');
    expect(request.source).toBe('genesys');
    expect(request.headerValues('X-PureCloud-Signature')).toEqual(['value1,value2']);
    expect(Buffer.from(request.body).toString()).toBe('Hello from Lambda');
  });

  it('has the source of its route, whatever its path says', () => {
    expect(fromPayloadFormat2(fromHttpApi({ rawPath: '/live/webhook/other' })).source).toBe('genesys');
  });

  it.each([
    ['no route with a source', { pathParameters: {} }],
    ['no parameters', { pathParameters: null }],
  ])('has the source of its path behind the stage, with %s', (_, change) => {
    const event = fromHttpApi({ ...change, rawPath: '/live/webhook/genesys' });

    expect(fromPayloadFormat2(event).source).toBe('genesys');
  });
});

describe('an event of a function URL', () => {
  it('is a request, as the documented example has it', () => {
    const request = fromPayloadFormat2(fromFunctionUrl());

    expect(request.method).toBe('POST');
    expect(request.source).toBe('genesys');
    expect(request.headerValues('content-type')).toEqual(['application/json']);
    expect(request.headerValues('X-PureCloud-Signature')).toEqual(['abc']);
    expect(Buffer.from(request.body).toString()).toBe('{}');
  });

  it.each<[string, string | undefined, string | undefined]>([
    ['/webhook/genesys', undefined, 'genesys'],
    ['/webhook/genesys/', undefined, 'genesys'],
    ['/webhook/genesys', '$default', 'genesys'],
    ['/live/webhook/genesys', 'live', 'genesys'],
    ['/webhook/genesys', 'live', 'genesys'],
    ['/webhook/genesys', 'web', 'genesys'],
    ['/webhook/webhook/genesys', 'webhook', 'genesys'],
    ['/live/webhook/genesys', undefined, undefined],
    ['/live/webhook/genesys', '$default', undefined],
    ['/dev/webhook/genesys', 'live', undefined],
    ['/livewebhook/genesys', 'live', undefined],
    ['/', undefined, undefined],
    ['', undefined, undefined],
    ['/webhook', undefined, undefined],
    ['/webhook/', undefined, undefined],
    ['/webhook//genesys', undefined, undefined],
    ['/webhook/genesys/more', undefined, undefined],
    ['/webhook/genesys//', undefined, undefined],
    ['/Webhook/genesys', undefined, undefined],
    ['/webhook/gene%73ys', undefined, undefined],
    ['/webhook/genesys%2F', undefined, undefined],
    ['/webhook/genesys?x', undefined, undefined],
    ['/webhook/genesys#x', undefined, undefined],
    ['/webhook/other/../genesys', undefined, undefined],
    ['webhook/genesys', undefined, undefined],
    ['/webhook/genesys\n', undefined, undefined],
  ])('with the path %j in the stage %j has the source %j', (rawPath, stage, source) => {
    expect(sourceAt(rawPath, stage)).toBe(source);
  });
});

describe('the headers', () => {
  it('are found in any case', () => {
    expect(headersOf({ 'x-one': '1' })('X-One')).toEqual(['1']);
    expect(headersOf({ 'X-One': '1' })('x-ONE')).toEqual(['1']);
  });

  it('are none where none were sent', () => {
    expect(headersOf({})('x-one')).toEqual([]);
    expect(fromPayloadFormat2(fromHttpApi({ headers: undefined })).headerValues('x-one')).toEqual([]);
    expect(headersOf({})('__proto__')).toEqual([]);
    expect(headersOf({})('constructor')).toEqual([]);
  });

  it.each([
    ['content-type', 'application/json,text/plain', ['application/json', 'text/plain']],
    ['content-type', 'application/json;v=1, application/json', ['application/json;v=1', 'application/json']],
    ['content-type', 'application/json; charset=utf-8', ['application/json; charset=utf-8']],
    ['content-encoding', 'identity,gzip', ['identity', 'gzip']],
  ])('are as many as were joined: %s: %s', (name, value, values) => {
    expect(headersOf({ [name]: value })(name)).toEqual(values);
  });

  it.each(['v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=', 'v1,abc v1,def', 'one,two'])(
    'keep the commas that a signature may have: %s',
    (value) => {
      expect(headersOf({ 'webhook-signature': value })('webhook-signature')).toEqual([value]);
    },
  );
});

describe('the body', () => {
  const bodyOf = (change: Parameters<typeof fromHttpApi>[0]): Buffer =>
    Buffer.from(fromPayloadFormat2(fromHttpApi(change)).body);

  it('is the bytes that its base64 stands for', () => {
    const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d]);

    expect(bodyOf({ body: bytes.toString('base64'), isBase64Encoded: true })).toEqual(bytes);
  });

  it.each(['\uFEFF{}', '{"a":\r\n"😀\uFFFE"}', 'e30='])('is UTF-8 where it is text: %j', (text) => {
    expect(bodyOf({ body: text, isBase64Encoded: false })).toEqual(Buffer.from(text));
    expect(bodyOf({ body: text, isBase64Encoded: undefined })).toEqual(Buffer.from(text));
  });

  it.each([undefined, null, ''])('is empty where there is none: %j', (body) => {
    expect(bodyOf({ body, isBase64Encoded: false })).toHaveLength(0);
    expect(bodyOf({ body, isBase64Encoded: true })).toHaveLength(0);
  });
});

describe('an event without what every event has', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'event'],
    ['payload format 1.0', fromHttpApi({ version: '1.0' })],
    ['no version', fromHttpApi({ version: undefined })],
    ['no path', fromHttpApi({ rawPath: undefined })],
    ['no method', fromHttpApi({ method: undefined })],
    ['a body that is no text', fromHttpApi({ body: {} })],
  ])('is a wrong integration: %s', (_, event) => {
    expect(() => fromPayloadFormat2(event)).toThrow(expect.objectContaining({ name: '$ZodError' }));
  });
});
