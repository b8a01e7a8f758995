import { isIPv4 } from 'node:net';
import { Token } from 'aws-cdk-lib';
import type { SwitchboardProps } from './switchboard-props';
import { isRecord, noDuplicates, show, textsIn, wholeNumber } from './validation-rules';
import { minRatePerIp } from './web-acl';

/** WAF's limits. */
const maxRatePerIp = 2_000_000_000;
const maxNetworks = 10_000;

const networkRule =
  'an IPv4 network with a prefix of 1 to 32 bits and no bit behind it, as in 203.0.113.0/24';

/** What is wrong with the web ACL's props. */
export function validateWaf({ waf }: SwitchboardProps): string[] {
  if (waf === undefined) return [];
  const given: unknown = waf;
  if (!isRecord(given)) return [`waf is ${show(given)}, but must be an object: write for example {}.`];
  return [
    ...wholeNumber('waf.ratePerIp5Minutes', given['ratePerIp5Minutes'], [minRatePerIp, maxRatePerIp]),
    ...validateNetworks(given['allowedNetworks']),
  ];
}

function validateNetworks(networks: unknown): string[] {
  const what = 'waf.allowedNetworks';
  if (networks === undefined) return [];
  if (!Array.isArray(networks)) {
    return [
      `${what} is ${show(networks)}, but must be a list of networks: write for example ["203.0.113.0/24"].`,
    ];
  }
  if (networks.length === 0 || networks.length > maxNetworks) {
    return [
      `${what} has ${networks.length} networks, but must have 1 to ${maxNetworks}, or be left out, which lets everybody in: correct it.`,
    ];
  }
  return [
    ...networks
      .filter((network: unknown) => !isNetwork(network))
      .map((network: unknown) => `${what} has ${show(network)}, but must have ${networkRule}: correct it.`),
    ...noDuplicates(what, textsIn(networks)),
  ];
}

/** What another stack gives is known only when it is deployed. */
function isNetwork(network: unknown): boolean {
  if (typeof network !== 'string') return false;
  if (Token.isUnresolved(network)) return true;
  const [, address = '', prefix = ''] = /^([0-9.]+)\/([1-9][0-9]?)$/.exec(network) ?? [];
  const bits = Number(prefix);
  return isIPv4(address) && bits <= 32 && numberOf(address) % 2 ** (32 - bits) === 0;
}

const numberOf = (address: string): number =>
  address.split('.').reduce((number, part) => number * 256 + Number(part), 0);
