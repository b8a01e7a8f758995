import { sha256Hex } from './sha256-hex';

/** Longer ones are none. */
const maxPathLength = 512;

/**
 * `/api/v2/…`: segments of plain characters, none of them `.` or `..`, and perhaps a query. No percent-encoding, no
 * backslash, no `//`, no fragment: whoever reads the path later cannot read another one in it.
 */
const path = /^\/api\/v2(?:\/(?!\.{1,2}(?:[/?]|$))[\w.~:@-]+)+(?:\?[\w.~:@,=&-]*)?$/;

/**
 * The path of an event's resource in the platform's REST API, as the sender's `resourceUri` names it.
 *
 * That text comes from outside and decides what is fetched, so it decides about the path alone: the host is the
 * configured one, always. An absolute URL is taken only if it names that very host.
 *
 * @param platformUrl base URL of the platform, such as `https://api.mypurecloud.ie`
 * @returns `undefined` when there is none that may be fetched
 */
export const resourcePathOf = (resourceUri: string | undefined, platformUrl: string): string | undefined => {
  if (resourceUri === undefined) return undefined;
  const base = platformUrl.replace(/\/+$/, '');
  const isAbsolute = resourceUri.startsWith(`${base}/`);
  const given = isAbsolute ? resourceUri.slice(base.length) : resourceUri;
  return given.length <= maxPathLength && path.test(given) ? given : undefined;
};

/** The FIFO group in which the events of one resource are hydrated: one after the other, by one fetch if they come together. */
export const hydrationGroupOf = (resourcePath: string): string =>
  sha256Hex(JSON.stringify(['hydrate', resourcePath]));
