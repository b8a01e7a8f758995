import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../tools/local/api/sha256';
import type { LocalSwitchboard } from '../../tools/local/local-switchboard';
import { sign } from '../sign';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface PostOptions {
  readonly method?: string;
  readonly path?: string;
  /** Default: the right one. */
  readonly signature?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Requests {
  /** The secret of the source `genesys`. */
  readonly secret: string;
  post(body: string | Uint8Array, options?: PostOptions): Promise<Answer>;
  /**
   * Asks for the state `<module>/<entity>`.
   *
   * @param secretAccessKey what the request is signed with, `undefined`: not at all. Default: the right one
   */
  getState(path: string, signing?: { readonly secretAccessKey: string | undefined }): Promise<Answer>;
}

/** A sender of webhooks and a reader of states. */
export const requests = (switchboard: LocalSwitchboard): Requests => {
  const { credentials, region, stateUrl = '' } = switchboard.description;
  const secret = switchboard.parts.sources[0]?.secret ?? '';
  return {
    secret,
    post: async (
      body,
      { method = 'POST', path = '/webhook/genesys', headers, ...rest }: PostOptions = {},
    ) => {
      const signature = 'signature' in rest ? rest.signature : sign(body, secret);
      const response = await fetch(`${switchboard.apiUrl}${path}`, {
        method,
        headers: {
          'content-type': 'application/json',
          ...(signature !== undefined && { 'X-PureCloud-Signature': signature }),
          ...headers,
        },
        ...(method !== 'GET' && method !== 'HEAD' && { body: Buffer.from(body) }),
      });
      return answerOf(response);
    },
    getState: async (path, { secretAccessKey } = credentials) => {
      const url = `${stateUrl}/${path}`;
      if (secretAccessKey === undefined) return answerOf(await fetch(url));
      const { accessKeyId } = credentials;
      const headers = await signedHeaders(url, { region, credentials: { accessKeyId, secretAccessKey } });
      return answerOf(await fetch(url, { headers }));
    },
  };
};

const answerOf = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  return { status: response.status, headers: response.headers, body };
};

interface Signing {
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The `host` that is signed is sent in any case. */
const signedHeaders = async (url: string, signing: Signing): Promise<Record<string, string>> => {
  const { protocol, hostname, host, pathname } = new URL(url);
  const signer = new SignatureV4({ service: 'execute-api', sha256: Sha256, ...signing });
  const request = { method: 'GET', protocol, hostname, path: pathname, headers: { host } };
  // The time of the pipeline, which stands still; that of `new Date()` goes on.
  const signingDate = new Date(Date.now());
  const { host: _, ...headers } = (await signer.sign(request, { signingDate })).headers;
  return headers;
};
