import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { FetchWebhookSender } from '../../lambdas/adapters/fetch-webhook-sender';
import { systemSecretGenerator } from '../../lambdas/adapters/system-secret-generator';
import { listenOnLoopback } from '../../tools/local/listen-on-loopback';
import { readBody } from '../../tools/local/read-body';

describe('systemSecretGenerator', () => {
  it('gives letters and digits, each time others', () => {
    const secrets = Array.from({ length: 200 }, () => systemSecretGenerator.lettersAndDigits(64));

    expect(new Set(secrets).size).toBe(200);
    for (const secret of secrets) expect(secret).toMatch(/^[A-Za-z0-9]{64}$/);
    expect(new Set(secrets.join('')).size).toBe(62);
  });

  it('gives as many bytes as asked for, in base64, each time others', () => {
    const [one, other] = [systemSecretGenerator.base64(32), systemSecretGenerator.base64(32)];
    expect(Buffer.from(one, 'base64')).toHaveLength(32);
    expect(one).not.toBe(other);
  });
});

describe('FetchWebhookSender', () => {
  it('posts the bytes and headers as they are and gives the status, of a redirect too', async () => {
    const seen: unknown[] = [];
    const server = createServer((request, response) => {
      void answer(request, response);
    });
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const body = await readBody(request, 1000);
      seen.push([request.method, request.headers['x-signature'], body.toString()]);
      response.writeHead(seen.length === 1 ? 200 : 302, { location: '/elsewhere' }).end('{}');
    };
    const { port, close } = await listenOnLoopback(server);
    const request = {
      url: `http://127.0.0.1:${port}/webhook/genesys`,
      headers: { 'content-type': 'application/json', 'X-Signature': 'abc' },
      body: Buffer.from('{"ü":1}'),
    };
    const sender = new FetchWebhookSender();

    expect(await sender.post(request)).toBe(200);
    expect(await sender.post(request)).toBe(302);
    expect(seen).toEqual([
      ['POST', 'abc', '{"ü":1}'],
      ['POST', 'abc', '{"ü":1}'],
    ]);

    await close();
    await expect(sender.post(request)).rejects.toThrow('fetch failed');
  });
});
