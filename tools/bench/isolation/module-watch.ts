import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { LogCode } from '../../../lambdas/contract/log-codes';
import type { LocalSwitchboard, ModuleDescription } from '../../local/local-switchboard';
import type { MappingState } from '../../local/polling/event-source-mapping';
import { readFunctionOutput } from '../../local/report/function-output';

/** What a module did while it was watched, and how it stands. */
export interface ModuleAccount {
  readonly module: string;
  readonly applied: number;
  readonly deferred: number;
  readonly failed: number;
  /** Batches that the function did not answer, because it was ended at its timeout or for another reason. */
  readonly unansweredBatches: number;
  /** How often the guard paused it. */
  readonly pauses: number;
  readonly mapping: MappingState | undefined;
  /** Messages in its queue, in work or not. */
  readonly waiting: number;
  readonly deadLetters: number;
}

/** Listens to what the modules say from now on. */
export class ModuleWatch {
  readonly #switchboard: LocalSwitchboard;
  /** How often a module said what, by `<module> <code>`. */
  readonly #said = new Map<string, number>();
  /** By logical id of the mapping. */
  readonly #unanswered = new Map<string, number>();
  /** When a module was heard to have applied an event, by `<module> <event>`. */
  readonly #appliedAt = new Map<string, number>();

  constructor(switchboard: LocalSwitchboard) {
    this.#switchboard = switchboard;
    switchboard.onLine(({ text }) => this.#hear(text));
    switchboard.onEvent((event) => {
      if (event.kind === 'batch' && event.failure !== undefined) {
        add(this.#unanswered, event.mappingLogicalId);
      }
    });
  }

  /** By `performance.now()`; `undefined`: not yet. */
  appliedAt(module: string, eventId: string): number | undefined {
    return this.#appliedAt.get(`${module} ${eventId}`);
  }

  async accounts(): Promise<readonly ModuleAccount[]> {
    const { description } = this.#switchboard;
    return Promise.all(Object.entries(description.modules).map(([name, one]) => this.#account(name, one)));
  }

  #hear(text: string): void {
    const at = performance.now();
    const output = readFunctionOutput(text);
    if (output.kind !== 'stage') return;
    const { module = '', eventId = '' } = output.fields;
    add(this.#said, `${module} ${output.code}`);
    const key = `${module} ${eventId}`;
    if (output.code === 'EVENT_APPLIED' && !this.#appliedAt.has(key)) this.#appliedAt.set(key, at);
  }

  async #account(module: string, { queueUrl, dlqUrl, mapping }: ModuleDescription): Promise<ModuleAccount> {
    const { clients, mappings } = this.#switchboard;
    const said = (code: LogCode): number => this.#said.get(`${module} ${code}`) ?? 0;
    const [logicalId = ''] =
      [...mappings].find(([, { definition }]) => definition.uuid === mapping?.id) ?? [];
    return {
      module,
      applied: said('EVENT_APPLIED'),
      deferred: said('EVENT_DEFERRED'),
      failed: said('EVENT_FAILED'),
      unansweredBatches: this.#unanswered.get(logicalId) ?? 0,
      pauses: said('MODULE_PAUSED'),
      mapping: mapping?.state,
      waiting: await messagesIn(clients.sqs, queueUrl),
      deadLetters: await messagesIn(clients.sqs, dlqUrl),
    };
  }
}

const add = (counts: Map<string, number>, key: string): void =>
  void counts.set(key, (counts.get(key) ?? 0) + 1);

const messagesIn = async (sqs: SQSClient, QueueUrl: string): Promise<number> => {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return Object.values(Attributes).reduce((sum, value) => sum + Number(value), 0);
};
