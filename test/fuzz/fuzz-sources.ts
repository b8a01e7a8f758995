import type { SourceDefinition } from '../../lambdas/contract/source-definition';
import { type FuzzFormat, genesysFormat, openMessagingFormat, switchboardFormat } from './bodies';
import { type FuzzSecrets, type KnownScheme } from './known-scheme';
import { knownGenesys } from './schemes/genesys';
import { knownGithubStyle, knownOpenMessaging } from './schemes/hub-signature';
import { knownStandardWebhooks } from './schemes/standard-webhooks';
import { knownStripeLike } from './schemes/stripe-like';

/** Somebody who posts: how it signs and what it writes. */
export interface FuzzedSender {
  readonly name: string;
  readonly scheme: KnownScheme;
  readonly format: FuzzFormat;
  /** Mangled on careless ways. Empty: never entered, so that nobody can sign. */
  readonly secrets: FuzzSecrets;
}

/** Whose secret was never entered. Nobody can sign for it, and it is our fault. */
const unset: FuzzedSender = {
  name: 'unset',
  scheme: knownGenesys,
  format: switchboardFormat,
  secrets: { current: '', previous: '' },
};

export const isWithoutSecret = ({ secrets }: FuzzedSender): boolean => secrets.current === '';

/** Two with the plainest scheme and the plainest format, and one without a secret. */
export const plainSenders: readonly FuzzedSender[] = [
  {
    name: 'genesys',
    scheme: knownGenesys,
    format: switchboardFormat,
    secrets: {
      current: String.raw`s3cr3t-of-genesys $ " \ % +`,
      previous: 'former-s3cr3t-of-genesys/é',
    },
  },
  {
    name: 'other',
    scheme: knownGenesys,
    format: switchboardFormat,
    secrets: { current: 's3cr3t-of-other', previous: 'former-s3cr3t-of-other' },
  },
  unset,
];

/** Every other scheme, and every other format with two of them. */
export const variousSenders: readonly FuzzedSender[] = [
  {
    name: 'messaging',
    scheme: knownOpenMessaging,
    format: openMessagingFormat,
    secrets: { current: 's3cr3t-of-messaging', previous: String.raw`former $(s3cr3t) \of "messaging` },
  },
  {
    name: 'notifications',
    scheme: knownGithubStyle,
    format: genesysFormat,
    secrets: { current: 's3cr3t-of-notifications', previous: 'former-s3cr3t-of-notifications' },
  },
  {
    name: 'standard',
    scheme: knownStandardWebhooks,
    format: genesysFormat,
    secrets: {
      current: `whsec_${Buffer.from('s3cr3t of standard, as bytes').toString('base64')}`,
      previous: Buffer.from('former s3cr3t of standard').toString('base64'),
    },
  },
  {
    name: 'stripe',
    scheme: knownStripeLike,
    format: openMessagingFormat,
    secrets: { current: 'whsec_s3cr3t-of-stripe', previous: 'former-s3cr3t-of-stripe' },
  },
  { ...unset, name: 'unset-standard', scheme: knownStandardWebhooks, format: genesysFormat },
];

export const toSource = ({ name, scheme, format }: FuzzedSender): SourceDefinition => ({
  name,
  scheme: scheme.scheme,
  format: format.name,
});
