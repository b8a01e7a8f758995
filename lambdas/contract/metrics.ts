/** Namespace, dimensions and names of the metrics the functions emit. Every one is a count. */
export const metricsNamespace = 'Switchboard';

export const metricNames = {
  eventAccepted: 'EventAccepted',
  eventDuplicate: 'EventDuplicate',
  eventIgnored: 'EventIgnored',
  /** Of the ignored: those of a topic that nothing here knows. */
  topicUnknown: 'TopicUnknown',
  /** An event came from an event bus that is no source's; it fails, and waits in the failure queue. */
  eventBusUnknown: 'EventBusUnknown',
  eventQuarantined: 'EventQuarantined',
  /** An event came truncated, for one module at least. */
  eventTruncated: 'EventTruncated',
  /** The id is known with another body. */
  idReused: 'IdReused',
  signatureRejected: 'SignatureRejected',
  /** The delivery was refused before its signature was looked at: route, method, size, content type. */
  requestRefused: 'RequestRefused',
  /** Ingest could not store an event and answered 503. */
  ingestUnavailable: 'IngestUnavailable',
  signatureMatchedCurrent: 'SignatureMatchedCurrent',
  signatureMatchedPrevious: 'SignatureMatchedPrevious',
  /** With the secret that is to become the current one. */
  signatureMatchedPending: 'SignatureMatchedPending',
  /** A delivery matched the previous secret, which will be refused within two days. */
  secretOverlapEnding: 'SecretOverlapEnding',
  /** A delivery could not be checked and was answered 503: its source's secret is missing, empty or not to be read. */
  secretUnavailable: 'SecretUnavailable',
  eventApplied: 'EventApplied',
  eventStale: 'EventStale',
  /** An event came too early and was parked. */
  eventParked: 'EventParked',
  /** An event was applied although what should come before it had not come within the window. */
  eventGap: 'EventGap',
  /** An event came after what comes after it had been applied for good. */
  eventLate: 'EventLate',
  /** An event was put before events that had been applied already. */
  eventResequenced: 'EventResequenced',
  /** A message was seen again whose event the entity already reflects. */
  eventReplayed: 'EventReplayed',
  /** An attempt at an event failed; whether that counts or not. */
  eventFailed: 'EventFailed',
  /** An event was put off without being counted: a dependency or a store of ours was not to be had. */
  eventDeferred: 'EventDeferred',
  eventDeadLettered: 'EventDeadLettered',
  /** A release message was sent for an entity with a parked event that is due. */
  releaseSent: 'ReleaseSent',
  /** DynamoDB, or SQS, throttled ingest. */
  claimThrottled: 'ClaimThrottled',
  sendThrottled: 'SendThrottled',
  /** The platform refuses this client a record: a permission is missing. */
  hydrationForbidden: 'HydrationForbidden',
  breakerOpened: 'BreakerOpened',
  breakerProbed: 'BreakerProbed',
  breakerClosed: 'BreakerClosed',
  modulePaused: 'ModulePaused',
  moduleResumed: 'ModuleResumed',
  /** Once a minute for as long as a module is paused and has events waiting. */
  moduleStaysPaused: 'ModuleStaysPaused',
  throttleLowered: 'ThrottleLowered',
  throttleRaised: 'ThrottleRaised',
  /** Once a minute for as long as the API lets through less than configured. */
  throttleStaysLowered: 'ThrottleStaysLowered',
} as const;

export type MetricName = (typeof metricNames)[keyof typeof metricNames];

/** Dimension that separates the modules. */
export const moduleDimension = 'module';
/** Dimension that separates the systems that modules call. */
export const dependencyDimension = 'dependency';
/** Dimension that separates the sources. */
export const sourceDimension = 'source';
