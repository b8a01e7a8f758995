import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { SignatureSchemeName, SignatureScheme } from '../../lambdas/contract/signature-scheme';
import type { Header } from './fuzz-request';

/** When every case happens. Milliseconds since the epoch. */
export const fuzzNowMs = Date.UTC(2023, 9, 27, 14, 30, 1);
export const fuzzNowSeconds = Math.floor(fuzzNowMs / 1000);

/** What the headers of a delivery claim, as this scheme's senders write them. */
export interface Claim {
  /** What is signed, if it is. */
  readonly content: Buffer;
  /** HMACs, one of which is to be the content's. */
  readonly signatures: readonly Buffer[];
  /** When it was sent, where the scheme signs that. */
  readonly sentSeconds?: number;
}

/** The headers by which a delivery says that it comes from a source whose secrets these are. */
export type Signing = (secrets: FuzzSecrets, body: Buffer) => readonly Header[];

export interface FuzzSecrets {
  readonly current: string;
  readonly previous: string;
}

/** What is known here about a way of signing, told apart from the code that checks it. */
export interface KnownScheme {
  readonly scheme: SignatureSchemeName | SignatureScheme;
  readonly keyOf: (secret: string) => Buffer;
  /** As the source signs. */
  readonly good: readonly Signing[];
  /** As anybody may try; some of it may be good by accident. */
  readonly bad: readonly Signing[];
  /** @returns `undefined` when it claims nothing that could be checked */
  readonly claimOf: (headers: readonly Header[], body: Buffer) => Claim | undefined;
  /** How far `sentSeconds` may lie from now. */
  readonly tolerance?: { readonly past: number; readonly future: number };
}

export const utf8Key = (secret: string): Buffer => Buffer.from(secret);

const keyObjects = new Map<string, KeyObject>();

const keyObjectOf = (key: Buffer): KeyObject => {
  const name = key.toString('latin1');
  const known = keyObjects.get(name) ?? createSecretKey(key);
  keyObjects.set(name, known);
  return known;
};

export const hmac = (key: Buffer, content: Buffer): Buffer =>
  createHmac('sha256', keyObjectOf(key)).update(content).digest();

/** What a header says that stands there once. */
export const onlyValue = (headers: readonly Header[], name: string): string | undefined => {
  const [value, ...others] = headers.filter(([header]) => header.toLowerCase() === name.toLowerCase());
  return others.length === 0 ? value?.[1] : undefined;
};
