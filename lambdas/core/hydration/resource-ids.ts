/**
 * What the segments of a resource's path are called: data, so that the id that a module looks for in `data` is there even
 * if the platform's record calls it `id`. The first template that the path begins with counts.
 */
export const resourceTemplates = [
  '/api/v2/analytics/conversations/{conversationId}',
  '/api/v2/conversations/calls/{conversationId}',
  '/api/v2/conversations/callbacks/{conversationId}',
  '/api/v2/conversations/chats/{conversationId}',
  '/api/v2/conversations/cobrowsesessions/{conversationId}',
  '/api/v2/conversations/emails/{conversationId}',
  '/api/v2/conversations/messages/{conversationId}',
  '/api/v2/conversations/{conversationId}',
  '/api/v2/users/{userId}',
  '/api/v2/routing/queues/{queueId}',
  '/api/v2/flows/{flowId}',
  '/api/v2/outbound/campaigns/{campaignId}',
] as const;

/** The ids that a resource's path holds, by name: `{ conversationId: 'c-1' }`. */
export const resourceIdsOf = (resourcePath: string): Readonly<Record<string, string>> => {
  const segments = resourcePath.replace(/\?.*$/, '').split('/');
  for (const template of resourceTemplates) {
    const ids = match(template.split('/'), segments);
    if (ids) return ids;
  }
  return {};
};

const match = (
  template: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined => {
  const ids: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index];
    if (segment === undefined) return undefined;
    if (part.startsWith('{')) ids[part.slice(1, -1)] = segment;
    else if (part !== segment) return undefined;
  }
  return ids;
};
