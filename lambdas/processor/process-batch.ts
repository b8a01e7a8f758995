/**
 * Works through a batch: the groups side by side, the messages of a group one after the other. After a failure
 * the rest of that group goes back untouched, because its order would be broken otherwise; the other groups go on.
 *
 * @param process must reject to fail a message
 * @returns the messages to be delivered again: of each group the first that failed and all behind it
 */
export const processBatch = async <Message extends { readonly groupId: string }>(
  messages: readonly Message[],
  process: (message: Message) => Promise<void>,
): Promise<readonly Message[]> => {
  const groups = Map.groupBy(messages, ({ groupId }) => groupId);
  const failures = await Promise.all([...groups.values()].map((group) => processGroup(group, process)));
  return failures.flat();
};

const processGroup = async <Message>(
  group: readonly Message[],
  process: (message: Message) => Promise<void>,
): Promise<readonly Message[]> => {
  for (const [index, message] of group.entries()) {
    try {
      await process(message);
    } catch {
      return group.slice(index);
    }
  }
  return [];
};
