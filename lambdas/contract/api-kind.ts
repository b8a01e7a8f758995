/**
 * What stands in front of the functions: API Gateway's REST API, which a web ACL can protect and which hands over every
 * body byte for byte, or its HTTP API, which costs less.
 */
export const apiKinds = ['rest', 'http'] as const;

export type ApiKind = (typeof apiKinds)[number];
