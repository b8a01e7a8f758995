import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { processEnvironment } from '../../local/lambda/process-environment';
import type { FunctionDefinition } from '../../local/model';

const measuredSchema = z.object({
  wallMs: z.number(),
  /** User and system time of the whole process. */
  cpuMs: z.number(),
  /** HTTP requests that it made. */
  calls: z.number(),
  response: z.object({ batchItemFailures: z.array(z.unknown()) }),
});

/** What one invocation took. */
export type Measured = Omit<z.infer<typeof measuredSchema>, 'response'>;

/** The next message of a process. @throws when the process ends before */
export const nextMessage = async (child: ChildProcess): Promise<unknown> => {
  const abort = new AbortController();
  const ended = once(child, 'exit', { signal: abort.signal }).then(([code]) => {
    throw new Error(`A process of the benchmark ended with ${String(code)}.`);
  });
  try {
    const [message]: unknown[] = await Promise.race([once(child, 'message', abort), ended]);
    return message;
  } finally {
    abort.abort();
    ended.catch(() => undefined);
  }
};

export interface MeasuredProcessorOptions {
  readonly definition: FunctionDefinition;
  readonly region: string;
  /** Variables on top of the template's. */
  readonly extra: Readonly<Record<string, string>>;
}

/** A processor's bundle in a process of its own, with the function's environment and memory. What it logs is dropped. */
export class MeasuredProcessor {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(options: MeasuredProcessorOptions): Promise<MeasuredProcessor> {
    const { codePath, memoryMiB } = options.definition;
    const child = fork(join(__dirname, 'processor-process.mts'), [join(codePath, 'index.mjs')], {
      execArgv: [`--max-old-space-size=${memoryMiB}`],
      env: processEnvironment({ ...options, runtimeApi: '' }),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await nextMessage(child);
    return new MeasuredProcessor(child);
  }

  /**
   * @param nowMs what the processor's clock shows
   * @throws when a message is to be delivered again
   */
  async invoke(event: SQSEvent, nowMs: number): Promise<Measured> {
    const answered = nextMessage(this.#child);
    this.#child.send({ event, nowMs });
    const { response, ...measured } = measuredSchema.parse(await answered);
    if (response.batchItemFailures.length > 0) throw new Error('The processor gave a message back.');
    return measured;
  }

  close(): void {
    if (this.#child.connected) this.#child.disconnect();
  }
}
