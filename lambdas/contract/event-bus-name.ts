/** Source: Amazon EventBridge, names of partner event sources. */
export const eventBusNamePattern = /^(?=.{1,256}$)aws\.partner\/genesys\.com\/cloud\/[\w.-]+\/[\w.-]+$/;

/** What a partner event bus of Genesys Cloud is called, as it stands in messages. */
export const eventBusNameRule = `the name of a partner event bus of Genesys Cloud, aws.partner/genesys.com/cloud/<organization id>/<suffix>, 256 characters at most`;

export const eventBusNameExample =
  'aws.partner/genesys.com/cloud/00000000-0000-4000-8000-000000000000/switchboard';

export const isEventBusName = (value: unknown): value is string =>
  typeof value === 'string' && eventBusNamePattern.test(value);
