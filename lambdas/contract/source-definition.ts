import type { SignatureScheme, SignatureSchemeName } from './signature-scheme';

/**
 * What an event looks like when it comes.
 *
 * - `switchboard`: `{id, eventType, entityType, timestamp, resourceUri, userId, data}`
 * - `genesys`: a notification of Genesys Cloud, `{topicName, version, eventBody, metadata, timestamp}`, or the
 *   EventBridge event around one
 * - `genesys-open-messaging`: an outbound message, receipt or event of Genesys Cloud's Open Messaging
 */
export const eventFormats = ['switchboard', 'genesys', 'genesys-open-messaging'] as const;

export type EventFormat = (typeof eventFormats)[number];

/** Where events come in. */
export const doors = ['webhook', 'event-bus'] as const;

export type Door = (typeof doors)[number];

/**
 * Somebody who sends events, by one door or by several. Ids are unique within a source: two events of one source with
 * the same id are the same event, whichever door they came through.
 */
export interface SourceDefinition {
  /** Lower-case words joined by hyphens, 32 characters at most. The route of its webhook is `/webhook/{name}`. */
  readonly name: string;
  /** How it signs what it posts to its webhook. Absent: it has none. */
  readonly scheme?: SignatureSchemeName | SignatureScheme;
  /** What it posts to its webhook. Default `switchboard`. */
  readonly format?: EventFormat;
  /**
   * Name of the partner event bus that carries its events, which is also that of the partner event source:
   * `aws.partner/genesys.com/cloud/<organizationId>/<suffix>`. Absent: none does.
   */
  readonly eventBus?: string;
}

/** A source that posts to a webhook. */
export type WebhookSource = SourceDefinition & Required<Pick<SourceDefinition, 'scheme'>>;

export const isWebhookSource = (source: SourceDefinition): source is WebhookSource =>
  source.scheme !== undefined;

/** A source whose events come through a partner event bus. */
export type EventBusSource = SourceDefinition & Required<Pick<SourceDefinition, 'eventBus'>>;

export const isEventBusSource = (source: SourceDefinition): source is EventBusSource =>
  source.eventBus !== undefined;

export const defaultEventFormat: EventFormat = 'switchboard';
