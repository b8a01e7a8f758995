import type { Dependency } from './dependency-url';

/**
 * The domains of Genesys Cloud's regions. Of each one the API is at `api.` and the login at `login.`. Where one is
 * missing, `-c genesysUrl=…` and `-c genesysTokenUrl=…` say the same without the table. Source: Genesys Cloud, "Platform
 * API", regions.
 */
export const genesysRegions = [
  'mypurecloud.com',
  'mypurecloud.ie',
  'mypurecloud.de',
  'mypurecloud.jp',
  'mypurecloud.com.au',
  'usw2.pure.cloud',
  'cac1.pure.cloud',
  'mxc1.pure.cloud',
  'sae1.pure.cloud',
  'euw2.pure.cloud',
  'euc2.pure.cloud',
  'mec1.pure.cloud',
  'aps1.pure.cloud',
  'apne2.pure.cloud',
  'apne3.pure.cloud',
  'apse1.pure.cloud',
  'use2.us-gov-pure.cloud',
] as const;

export type GenesysRegion = (typeof genesysRegions)[number];

export const isGenesysRegion = (value: unknown): value is GenesysRegion =>
  genesysRegions.some((region) => region === value);

/** Where the platform of a region is. */
export const genesysIn = (region: GenesysRegion): Dependency => ({
  url: `https://api.${region}`,
  tokenUrl: `https://login.${region}/oauth/token`,
});
