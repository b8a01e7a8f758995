import type { ReleaseSummary } from './release-summary';

/** The schedule's input does not name a module that parks events. */
export class UnknownModuleError extends Error {
  override readonly name = 'UnknownModuleError';

  /** @param input the function's input as JSON */
  constructor(input: string, modules: readonly string[]) {
    super(
      `The function was invoked with ${input}. Its "module" must be a deployed module with the policy sequence ` +
        `(${modules.join(', ') || 'there is none'}); name one, as in {"module":"call-lifecycle"}.`,
    );
  }
}

/**
 * A run could not send all it should have. It has no `cause`: Lambda logs what a function throws, and an AWS error's
 * message may quote an entity.
 */
export class ReleaseIncompleteError extends Error {
  override readonly name = 'ReleaseIncompleteError';
  readonly module: string;
  readonly summary: ReleaseSummary;

  constructor(module: string, summary: ReleaseSummary) {
    const { sent, failed, unreadShards, firstFailure } = summary;
    super(
      `Release messages of the module ${module}: ${sent} sent, ${failed} not, and ${unreadShards} shard(s) of the ` +
        `due index not read to the end. First failure: ${firstFailure?.errorName ?? 'unknown'} in the step ` +
        `"${firstFailure?.step ?? 'unknown'}". What was left out stays due, and the next run sends it.`,
    );
    this.module = module;
    this.summary = summary;
  }
}
