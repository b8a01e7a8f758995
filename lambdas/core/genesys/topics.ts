/** What a field of the body must be like: one of these words (`undefined`: it may be absent), or any text at all. */
export type FieldRule = readonly (string | undefined)[] | 'present';

/** What a topic's events are called, if the body is like this. */
export interface TypeRule {
  readonly type: string;
  /** By field of the body, as a dotted path. Absent: whatever the body. */
  readonly when?: Readonly<Record<string, FieldRule>>;
}

/** What a topic is about. */
export type TopicEntity = 'conversation' | 'user' | 'audit';

/**
 * Where the platform's REST API has the full record of what a topic is about; `{id}` stands for the entity's id. An audit has none.
 * An event that lacks what a module requires is hydrated from there.
 */
export const recordPaths: Readonly<Partial<Record<TopicEntity, string>>> = {
  conversation: '/api/v2/conversations/{id}',
  user: '/api/v2/users/{id}',
};

/** A notification topic of Genesys Cloud, and what becomes of its events. */
export interface GenesysTopic {
  /** As the platform lists it; `{id}` stands for one id each. */
  readonly template: string;
  readonly entity: TopicEntity;
  /** The first rule that fits gives the type; the last one fits always. */
  readonly types: readonly [...TypeRule[], { readonly type: string; readonly when?: never }];
  /** Where the body says who did it: a dotted path. */
  readonly actor?: string;
  /** What is taken out of the body for the modules: the name in `data`, and a dotted path into the body. */
  readonly data?: Readonly<Record<string, string>>;
}

/** A conversation without a medium is taken for a call, which is what there was before there were others. */
const voice = ['VOICE', undefined] as const;

/** Where an activity says which presence it is; a notification may leave out what has not changed. */
const systemPresence = 'presence.presenceDefinition.systemPresence';

const conversation = (name: string, topic: Omit<GenesysTopic, 'template' | 'entity'>): GenesysTopic => ({
  ...topic,
  template: `v2.detail.events.conversation.{id}.${name}`,
  entity: 'conversation',
  data: { ...topic.data, mediaType: 'mediaType', direction: 'direction', queueId: 'queueId' },
});

/**
 * Every topic that is known. Source: the available topics of Genesys Cloud's notification service, and the schemas of
 * its platform SDKs.
 *
 * No topic tells of a hold (`user.end` has only the sum), nor by itself that a caller gave up: `acd.end` knows that
 * (`acdOutcome`), but the same call's `customer.end` comes too, and of two ends of a call only one can be right.
 */
export const genesysTopics: readonly GenesysTopic[] = [
  conversation('acd.start', { types: [{ type: 'conversation.acd.started' }] }),
  conversation('acd.end', {
    types: [{ type: 'conversation.acd.ended' }],
    actor: 'answeredUserId',
    data: { agentId: 'answeredUserId', acdOutcome: 'acdOutcome' },
  }),
  conversation('acw', {
    types: [
      { type: 'call.dispositioned', when: { mediaType: voice, wrapupCode: 'present' } },
      { type: 'conversation.after-call-work' },
    ],
    actor: 'userId',
    data: { agentId: 'userId', callDisposition: 'wrapupCode' },
  }),
  conversation('attributes', { types: [{ type: 'conversation.attributes' }] }),
  conversation('contact', { types: [{ type: 'conversation.contact' }] }),
  conversation('customer.start', {
    types: [{ type: 'call.started', when: { mediaType: voice } }, { type: 'conversation.customer.started' }],
  }),
  conversation('customer.end', {
    types: [{ type: 'call.completed', when: { mediaType: voice } }, { type: 'conversation.customer.ended' }],
    data: { disconnectType: 'disconnectType' },
  }),
  conversation('flow.start', { types: [{ type: 'conversation.flow.started' }], data: { flowId: 'flowId' } }),
  conversation('flow.end', {
    types: [{ type: 'conversation.flow.ended' }],
    data: { flowId: 'flowId', disconnectType: 'disconnectType' },
  }),
  conversation('outbound', {
    types: [{ type: 'conversation.outbound' }],
    data: { campaignId: 'outboundCampaignId' },
  }),
  conversation('user.start', {
    types: [{ type: 'call.answered', when: { mediaType: voice } }, { type: 'conversation.user.started' }],
    actor: 'userId',
    data: { agentId: 'userId' },
  }),
  conversation('user.end', {
    types: [
      { type: 'call.transferred', when: { mediaType: voice, disconnectType: ['TRANSFER'] } },
      { type: 'conversation.user.ended' },
    ],
    actor: 'userId',
    data: { agentId: 'userId', disconnectType: 'disconnectType' },
  }),
  conversation('voicemail.start', {
    types: [{ type: 'conversation.voicemail.started' }],
    actor: 'userId',
    data: { agentId: 'userId' },
  }),
  conversation('voicemail.end', {
    types: [{ type: 'conversation.voicemail.ended' }],
    actor: 'userId',
    data: { agentId: 'userId', disconnectType: 'disconnectType' },
  }),
  conversation('wrapup', {
    types: [
      { type: 'call.dispositioned', when: { mediaType: voice, wrapupCode: 'present' } },
      { type: 'conversation.wrapup' },
    ],
    data: { callDisposition: 'wrapupCode' },
  }),
  {
    template: 'v2.users.{id}.activity',
    entity: 'user',
    types: [{ type: 'agent.status', when: { [systemPresence]: 'present' } }, { type: 'agent.activity' }],
    data: {
      status: systemPresence,
      routingStatus: 'routingStatus.status',
    },
  },
  {
    template: 'v2.users.{id}.routingStatus',
    entity: 'user',
    types: [{ type: 'agent.routing-status' }],
    data: { routingStatus: 'routingStatus.status' },
  },
  {
    template: 'v2.audits.entitytype.{id}.entityid.{id}',
    entity: 'audit',
    types: [{ type: 'audit.logged' }],
    actor: 'user.id',
    data: { action: 'action', serviceName: 'serviceName' },
  },
];
