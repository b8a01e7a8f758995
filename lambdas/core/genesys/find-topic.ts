import { type GenesysTopic, genesysTopics } from './topics';

/** A topic, and the real ids that stood in its name, in their order. */
export interface FoundTopic {
  readonly topic: GenesysTopic;
  readonly ids: readonly string[];
}

const placeholder = '{id}';

/** @returns `undefined` for a topic that is not known. */
export const findTopic = (topicName: string): FoundTopic | undefined => {
  const segments = topicName.split('.');
  const topic = genesysTopics.find(({ template }) => fits(template.split('.'), segments));
  if (!topic) return undefined;
  const ids = topic.template
    .split('.')
    .flatMap((part, index) => (part === placeholder ? [segments[index] ?? ''] : []));
  return { topic, ids };
};

const fits = (template: readonly string[], segments: readonly string[]): boolean =>
  template.length === segments.length &&
  template.every((part, index) => (part === placeholder ? segments[index] !== '' : part === segments[index]));

const maxNameLength = 128;

const isVersion = (segment: string, index: number): boolean => index === 0 && /^v\d+$/.test(segment);

/**
 * A topic's name without the ids in it, which may be people's: whatever has a digit counts as one, but for the `v2` that
 * every topic begins with.
 */
export const topicWithoutIds = (topicName: string): string =>
  topicName
    .split('.')
    .map((segment, index) => (/\d/.test(segment) && !isVersion(segment, index) ? placeholder : segment))
    .join('.')
    .slice(0, maxNameLength);
