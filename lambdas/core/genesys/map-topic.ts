import { assertNever } from '../assert-never';
import type { FoundTopic } from './find-topic';
import { type FieldRule, type GenesysTopic, recordPaths, type TopicEntity } from './topics';
import { valueAt } from './value-at';

/** What becomes of an event of a known topic. */
export interface MappedTopic {
  readonly type: string;
  readonly entitytype: TopicEntity;
  /** Where the platform has the full record, as its REST API names it. */
  readonly subject?: string;
  readonly actorid?: string;
  /** What modules look for, under the names they know it by, and `eventBody`: the body, untouched. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** Applies the data about a topic to the body of one of its events. */
export const mapTopic = ({ topic, ids }: FoundTopic, eventBody: unknown): MappedTopic => {
  const entity = entityIn(topic.entity, ids, eventBody);
  const subject = entity.id && recordPaths[topic.entity]?.replace('{id}', encodeURIComponent(entity.id));
  const actorid = entity.actorid ?? (topic.actor && textAt(eventBody, topic.actor));
  const taken = Object.entries(topic.data ?? {}).flatMap(([name, path]) => {
    const value = valueAt(eventBody, path);
    return value == null ? [] : [[name, value]];
  });
  return {
    type: typeOf(topic, eventBody),
    entitytype: topic.entity,
    ...(subject && { subject }),
    ...(actorid && { actorid }),
    data: { ...entity.data, ...Object.fromEntries(taken), eventBody },
  };
};

const typeOf = ({ types }: GenesysTopic, eventBody: unknown): string => {
  const rule = types.find(({ when = {} }) =>
    Object.entries(when).every(([field, allowed]) => fits(allowed, valueAt(eventBody, field))),
  );
  return (rule ?? types[types.length - 1])?.type ?? '';
};

/** The platform's words are compared without regard to case: its APIs write some of them in either. */
const fits = (allowed: FieldRule, value: unknown): boolean => {
  if (allowed === 'present') return typeof value === 'string' && value !== '';
  return allowed.includes(typeof value === 'string' ? value.toUpperCase() : undefined);
};

interface TopicEntityFacts {
  /** Of the record that the platform has of it. */
  readonly id?: string;
  readonly actorid?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Which one it is about: as the topic's name says or, where that says nothing, as the body does. */
const entityIn = (entity: TopicEntity, ids: readonly string[], eventBody: unknown): TopicEntityFacts => {
  const idAt = (index: number, path: string): string | undefined =>
    realId(ids[index]) ?? textAt(eventBody, path);
  switch (entity) {
    case 'conversation': {
      const conversationId = idAt(0, 'conversationId');
      if (!conversationId) return { data: {} };
      return { id: conversationId, data: { conversationId } };
    }
    case 'user': {
      const agentId = idAt(0, 'id');
      if (!agentId) return { data: {} };
      return { id: agentId, actorid: agentId, data: { agentId } };
    }
    case 'audit':
      return { data: { auditedType: idAt(0, 'entityType'), auditedId: idAt(1, 'entity.id') } };
    default:
      return assertNever(entity);
  }
};

/** A name with the placeholder in it, instead of an id, says nothing. */
const realId = (id: string | undefined): string | undefined => (id === '{id}' ? undefined : id);

/** As long as an envelope's texts may be. */
const maxTextLength = 256;

const textAt = (body: unknown, path: string): string | undefined => {
  const value = valueAt(body, path);
  const isText = typeof value === 'string' && value.length > 0 && value.length <= maxTextLength;
  return isText && value.isWellFormed() ? value : undefined;
};
