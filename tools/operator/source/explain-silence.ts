import { closed, type Explanation } from './explanation';
import type { ConnectionFailure } from './send-delivery';

interface Silence {
  readonly summary: (url: URL) => string;
  readonly causes: readonly string[];
  readonly remedies: readonly string[];
}

const silences: Readonly<Record<ConnectionFailure, Silence>> = {
  REFUSED: {
    summary: ({ host }) => `Nothing listens at ${host}.`,
    causes: [
      'The local runner is not running, or has another port by now.',
      'The port or the host is wrong.',
    ],
    remedies: ['Start it with npm start, or compare the URL with the one that it prints.'],
  },
  UNKNOWN_HOST: {
    summary: ({ hostname }) => `There is no host ${hostname}, as far as this machine’s DNS knows.`,
    causes: [
      'The API’s id or the region in the URL is written wrong.',
      'The stack was removed: each API has an id of its own.',
      'This machine has no DNS, or the API is private.',
    ],
    remedies: ['Take the URL from the stack’s output SourceUrl….'],
  },
  TLS: {
    summary: ({ host }) => `No trusted TLS connection to ${host} came about.`,
    causes: [
      'A proxy on the way signs certificates with an authority of its own.',
      'The certificate is for another name, or out of date; so may be this machine’s clock.',
      'The URL says https where plain http is spoken, as the local runner does.',
    ],
    remedies: [
      'Look at it: openssl s_client -connect <host>:443 -servername <host>.',
      'For a proxy’s authority: NODE_EXTRA_CA_CERTS=<file>. For the local runner: http.',
    ],
  },
  TIMEOUT: {
    summary: ({ host }) => `${host} did not answer in time.`,
    causes: [
      'A firewall drops what goes there.',
      'The answer takes longer than a sender waits: Switchboard itself answers within 4 seconds, whatever happens.',
    ],
    remedies: ['Check from another network, then see docs/runbook.md, ingest-errors.'],
  },
  NOT_HTTP: {
    summary: ({ host }) => `What ${host} answers is not HTTP.`,
    causes: ['The URL says http where https is spoken.', 'Another service listens at this port.'],
    remedies: ['Compare scheme and port with the stack’s output SourceUrl….'],
  },
  BROKEN: {
    summary: ({ host }) => `The connection to ${host} broke before there was an answer.`,
    causes: ['A proxy or firewall on the way cut it.', 'The other side ended while it was at it.'],
    remedies: ['Check again. If it stays so, check from another network.'],
  },
};

/** Nobody answered. */
export const explainSilence = (failure: ConnectionFailure, code: string, url: URL): Explanation => {
  const { summary, causes, remedies } = silences[failure];
  return closed(failure, `${summary(url)} (${code})`, { causes, remedies });
};
