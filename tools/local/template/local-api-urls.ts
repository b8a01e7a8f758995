/** The stack's REST API and where it is served here. */
export interface LocalApi {
  /** API Gateway's id of it; undefined when the stack has none. */
  readonly apiId: string | undefined;
  /** Without a trailing slash. */
  readonly apiUrl: string;
}

/**
 * Texts with the API's public address, stage included, replaced by the local one: here the API answers
 * without a stage in its path.
 */
export function localApiUrls(texts: Readonly<Record<string, string>>, api: LocalApi): Record<string, string> {
  const entries = Object.entries(texts).map(([key, text]) => [key, localApiUrl(text, api)] as const);
  return Object.fromEntries(entries);
}

export function localApiUrl(text: string, { apiId, apiUrl }: LocalApi): string {
  if (apiId === undefined) return text;
  const publicUrl = new RegExp(
    `https://${apiId}\\.execute-api\\.[a-z0-9-]+\\.amazonaws\\.com(/[\\w-]+)?`,
    'g',
  );
  return text.replaceAll(publicUrl, () => apiUrl);
}
