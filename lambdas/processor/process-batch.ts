/** What a message came to. */
export type MessageResult =
  | { readonly kind: 'done' }
  | {
      readonly kind: 'again';
      /** Seconds until it is tried again. */
      readonly delaySeconds: number;
    };

export interface GivenBackMessage<Message> {
  readonly message: Message;
  readonly delaySeconds: number;
}

/** A message, as far as a batch is worked through by it. */
export interface BatchMessage {
  readonly groupId: string;
  /** It may kill the process, and whatever is worked on at the same time with it. */
  readonly isSuspect: boolean;
}

/**
 * Works through a batch: the groups side by side, the messages of a group one after the other. After a failure the
 * rest of that group goes back untouched and at once, because its order would be broken otherwise; the other groups go
 * on. Groups with a suspect come last, and one after the other.
 *
 * @param process must not reject
 * @returns the messages to be delivered again: of each group the first that failed and all behind it
 */
export const processBatch = async <Message extends BatchMessage>(
  messages: readonly Message[],
  process: (message: Message) => Promise<MessageResult>,
): Promise<readonly GivenBackMessage<Message>[]> => {
  const groups = [...Map.groupBy(messages, ({ groupId }) => groupId).values()];
  const isSuspect = (group: readonly Message[]): boolean => group.some((message) => message.isSuspect);
  const calm = groups.filter((group) => !isSuspect(group));
  const givenBack = await Promise.all(calm.map((group) => processGroup(group, process)));
  for (const group of groups.filter(isSuspect)) givenBack.push(await processGroup(group, process));
  return givenBack.flat();
};

const processGroup = async <Message>(
  group: readonly Message[],
  process: (message: Message) => Promise<MessageResult>,
): Promise<readonly GivenBackMessage<Message>[]> => {
  for (const [index, message] of group.entries()) {
    const result = await process(message);
    if (result.kind === 'done') continue;
    const untouched = group.slice(index + 1).map((message) => ({ message, delaySeconds: 0 }));
    return [{ message, delaySeconds: result.delaySeconds }, ...untouched];
  }
  return [];
};
