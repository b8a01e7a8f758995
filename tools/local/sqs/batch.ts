import { SqsError } from './errors';

const maxEntries = 10;
const idShape = /^[A-Za-z0-9_-]{1,80}$/;

interface FailedEntry {
  readonly Id: string;
  readonly SenderFault: boolean;
  readonly Code: string;
  readonly Message: string;
}

export interface BatchResult<Success> {
  readonly Successful: readonly (Success & { readonly Id: string })[];
  readonly Failed: readonly FailedEntry[];
}

/** Throws what SQS answers to a batch that it refuses as a whole. */
export function checkBatch(entries: readonly { readonly Id: string }[], entryType: string): void {
  if (entries.length === 0) {
    throw new SqsError('EmptyBatchRequest', `There should be at least one ${entryType} in the request.`);
  }
  if (entries.length > maxEntries) {
    const message = `Maximum number of entries per request are ${maxEntries}. You have sent ${entries.length}.`;
    throw new SqsError('TooManyEntriesInBatchRequest', message);
  }
  const seen = new Set<string>();
  for (const { Id } of entries) {
    checkId(Id, seen);
    seen.add(Id);
  }
}

function checkId(id: string, seen: ReadonlySet<string>): void {
  if (!idShape.test(id)) {
    throw new SqsError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  }
  if (seen.has(id)) throw new SqsError('BatchEntryIdsNotDistinct', `Id ${id} repeated.`);
}

/** Runs each entry by itself: one that fails takes no other with it. */
export function runBatch<Entry extends { readonly Id: string }, Success extends object>(
  entries: readonly Entry[],
  run: (entry: Entry) => Success,
): BatchResult<Success> {
  const Successful: (Success & { Id: string })[] = [];
  const Failed: FailedEntry[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof SqsError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.queryCode, Message: error.message });
    }
  }
  return { Successful, Failed };
}
