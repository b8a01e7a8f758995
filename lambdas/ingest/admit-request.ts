import { MIMEType } from 'node:util';
import { isWebhookSource, type SourceDefinition, type WebhookSource } from '../contract/source-definition';
import type { HttpRequest } from './http';

export type Admission =
  | { readonly kind: 'admitted'; readonly source: WebhookSource }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export interface Refusal {
  readonly status: 404 | 405 | 413 | 415;
  readonly code: 'NOT_FOUND' | 'METHOD_NOT_ALLOWED' | 'BODY_TOO_LARGE' | 'UNSUPPORTED_MEDIA_TYPE';
  readonly message: string;
}

export interface AdmissionRules {
  readonly sources: readonly SourceDefinition[];
  readonly maxBodyBytes: number;
}

/** What can be told from the outside of a request: route, method, size, content type and coding. */
export const admitRequest = (request: HttpRequest, rules: AdmissionRules): Admission => {
  const source = rules.sources.filter(isWebhookSource).find(({ name }) => name === request.source);
  if (!source) {
    return refuse(404, 'NOT_FOUND', 'No source has this name. Post to /webhook/{source} of a known source.');
  }
  if (request.method !== 'POST') {
    return refuse(405, 'METHOD_NOT_ALLOWED', 'Only POST is allowed here.');
  }
  if (request.body.length > rules.maxBodyBytes) {
    return refuse(
      413,
      'BODY_TOO_LARGE',
      `The body has ${request.body.length} bytes; ${rules.maxBodyBytes} are allowed.`,
    );
  }
  const problem = mediaTypeProblem(request);
  return problem ? refuse(415, 'UNSUPPORTED_MEDIA_TYPE', problem) : { kind: 'admitted', source };
};

const refuse = (status: Refusal['status'], code: Refusal['code'], message: string): Admission => ({
  kind: 'refused',
  refusal: { status, code, message },
});

/** `application/json` or `application/….+json`, in UTF-8 as RFC 8259 demands. */
const mediaTypeProblem = (request: HttpRequest): string | undefined => {
  const codings = request
    .headerValues('content-encoding')
    .filter((coding) => coding.trim().toLowerCase() !== 'identity');
  if (codings.length > 0) return 'The body must be sent without a content coding such as gzip.';
  const [contentType = '', ...others] = request.headerValues('content-type');
  const mediaType = others.length === 0 ? parseMediaType(contentType) : undefined;
  if (!mediaType || !/^application\/(?:.+\+)?json$/.test(mediaType.essence)) {
    return 'The request must have one Content-Type: application/json.';
  }
  const charset = mediaType.params.get('charset')?.toLowerCase() ?? 'utf-8';
  return charset === 'utf-8' || charset === 'utf8' ? undefined : 'The charset must be utf-8.';
};

const parseMediaType = (contentType: string): MIMEType | undefined => {
  try {
    return new MIMEType(contentType);
  } catch {
    return undefined;
  }
};
