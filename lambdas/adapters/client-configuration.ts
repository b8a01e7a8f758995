/**
 * How every AWS client waits. Three calls in a row (secret, claim, send) must fit into ingest's deadline of
 * 3.5 s, which ends them all; within it one slow attempt may be given up and made again.
 */
export const clientConfiguration = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1200, throwOnRequestTimeout: true },
} as const;

/** A queue's URL says which queue it is; where to call, the endpoint says. */
export const sqsClientConfiguration = { ...clientConfiguration, useQueueUrlAsEndpoint: false } as const;
