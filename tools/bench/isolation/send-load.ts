import type { LocalSwitchboard } from '../../local/local-switchboard';
import { signedHeaders } from '../../local/play/sign';
import type { PlannedEvent } from './planned-load';

/** What became of a post. */
export interface Acknowledgement {
  readonly event: PlannedEvent;
  /** When it was due, by `performance.now()`. */
  readonly dueAt: number;
  /** From then until the answer was read. That the sender itself was held up is part of it. */
  readonly latencyMs: number;
  /** 0: there was no answer. */
  readonly status: number;
}

export interface SendOptions {
  readonly signal: AbortSignal;
  /** Hears of each event just before it is posted. */
  readonly onDue: (event: PlannedEvent, dueAt: number) => void;
}

/** Posts each event when it is due, however long the ones before it take. Resolves when all are answered. */
export const sendLoad = async (
  switchboard: LocalSwitchboard,
  load: readonly PlannedEvent[],
  { signal, onDue }: SendOptions,
): Promise<readonly Acknowledgement[]> => {
  const startedAt = performance.now();
  const posts: Promise<Acknowledgement>[] = [];
  for (const event of load) {
    const dueAt = startedAt + event.dueMs;
    await until(dueAt);
    signal.throwIfAborted();
    onDue(event, dueAt);
    posts.push(acknowledged(switchboard, event, dueAt));
  }
  return Promise.all(posts);
};

const until = async (at: number): Promise<void> => {
  const waitMs = at - performance.now();
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
};

const acknowledged = async (
  switchboard: LocalSwitchboard,
  event: PlannedEvent,
  dueAt: number,
): Promise<Acknowledgement> => {
  const status = await post(switchboard, event.bodyAt(Date.now())).catch(() => 0);
  return { event, dueAt, latencyMs: performance.now() - dueAt, status };
};

const post = async ({ apiUrl, parts }: LocalSwitchboard, text: string): Promise<number> => {
  const [source] = parts.sources;
  if (source === undefined) throw new Error('The stack has no source.');
  const body = Buffer.from(text);
  const headers = { 'content-type': 'application/json', ...signedHeaders(source, body) };
  const response = await fetch(`${apiUrl}/webhook/${source.name}`, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.status;
};
