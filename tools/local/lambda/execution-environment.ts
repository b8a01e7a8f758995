import type { ChildProcess } from 'node:child_process';
import { assertNever } from '../../../lambdas/core/assert-never';
import type { Clock } from '../clock';
import type { FunctionDefinition } from '../model';
import {
  type FunctionLine,
  type Invocation,
  type InvocationFailure,
  initTimeoutSeconds,
  type InvocationOutcome,
  type InvocationPhase,
} from './invocation';
import type { OutputReader } from './output-reader';
import { type RuntimeApi, type RuntimeReport, startRuntimeApi } from './runtime-api';
import { spawnFunction } from './spawn-function';

export interface ExecutionEnvironmentOptions {
  readonly definition: FunctionDefinition;
  readonly region: string;
  /** Variables on top of the template's. */
  readonly extraEnvironment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly onLine: (line: FunctionLine) => void;
  /** Its process runs and has a pid. */
  readonly onStarted: () => void;
  /** It has loaded its bundle, or finished an invocation, and waits for the next one. */
  readonly onReady: () => void;
  /** It has ended or been killed. `initFailure` says why it never got ready. */
  readonly onGone: (initFailure: InvocationFailure | undefined) => void;
}

interface Running {
  readonly invocation: Invocation;
  readonly cancelTimeout: () => void;
  outcome?: InvocationOutcome;
  /** Output streams of which not every line has been read. */
  unreadStreams: number;
}

/** One process that serves one invocation at a time, and the Runtime API it talks to. */
export class ExecutionEnvironment {
  readonly #options: ExecutionEnvironmentOptions;
  readonly #ended = Promise.withResolvers<void>();
  #phase: 'init' | 'ready' | 'gone' = 'init';
  #api: RuntimeApi | undefined;
  #child: ChildProcess | undefined;
  #readers: readonly OutputReader[] = [];
  #running: Running | undefined;
  /** The process has asked for an invocation and got none yet. */
  #waiting = false;
  #cancelInitTimeout = (): void => {};

  constructor(options: ExecutionEnvironmentOptions) {
    this.#options = options;
    this.#start().catch((error: unknown) => this.#onEnd(String(error)));
  }

  /** Absent before the process has started and after it has ended. */
  get pid(): number | undefined {
    return this.#phase === 'gone' ? undefined : this.#child?.pid;
  }

  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  /** Gives the waiting process an event. Its time starts now. */
  run(invocation: Invocation): void {
    const { definition, clock } = this.#options;
    const timeoutMs = definition.timeoutSeconds * 1000;
    const cancelTimeout = clock.schedule(timeoutMs, () => this.#timeOut(definition.timeoutSeconds));
    this.#running = { invocation, cancelTimeout, unreadStreams: this.#readers.length };
    for (const reader of this.#readers) reader.begin(invocation.requestId);
    this.#api?.deliver({
      requestId: invocation.requestId,
      body: invocation.body,
      deadlineMs: Date.now() + timeoutMs,
      functionArn: definition.arn,
    });
  }

  /** Kills the process; resolves when it has ended. What was running has crashed then. */
  async close(): Promise<void> {
    this.#leave({ status: 'crashed', requestId: '', phase: this.#activity, exit: 'SIGKILL' });
    if (this.#child === undefined) this.#ended.resolve();
    await this.#ended.promise;
  }

  async #start(): Promise<void> {
    const { clock, onStarted } = this.#options;
    this.#api = await startRuntimeApi((report) => this.#onReport(report));
    if (this.#phase === 'gone') return this.#api.close();
    const { child, readers } = spawnFunction({
      ...this.#options,
      runtimeApi: this.#api.address,
      onMark: (requestId) => this.#onMark(requestId),
    });
    this.#child = child;
    this.#readers = readers;
    child.on('error', (error) => this.#onEnd(error.message));
    child.on('exit', (code, signal) => this.#onEnd(signal ?? code ?? 0));
    const onTimeout = (): void => this.#timeOut(initTimeoutSeconds);
    this.#cancelInitTimeout = clock.schedule(initTimeoutSeconds * 1000, onTimeout);
    onStarted();
  }

  #onMark(requestId: string): void {
    if (this.#running?.invocation.requestId !== requestId) return;
    this.#running.unreadStreams -= 1;
    this.#progress();
  }

  #onReport(report: RuntimeReport): void {
    if (this.#phase === 'gone') return undefined;
    switch (report.kind) {
      case 'ready':
        this.#waiting = true;
        return this.#progress();
      case 'init-error':
        return this.#leave({ status: 'failed', requestId: '', error: report.error });
      case 'response':
        return this.#answer({ status: 'succeeded', requestId: report.requestId, payload: report.payload });
      case 'error':
        return this.#answer({ status: 'failed', requestId: report.requestId, error: report.error });
      default:
        return assertNever(report);
    }
  }

  #answer(outcome: InvocationOutcome): void {
    if (this.#running?.invocation.requestId === outcome.requestId) this.#running.outcome = outcome;
    this.#progress();
  }

  /** An invocation is over when its answer and all its lines are here; only then can the next one come. */
  #progress(): void {
    const running = this.#running;
    if (running !== undefined) {
      if (running.outcome === undefined || running.unreadStreams > 0) return;
      this.#settle(running.outcome);
    }
    if (!this.#waiting) return;
    this.#waiting = false;
    this.#phase = 'ready';
    this.#cancelInitTimeout();
    this.#options.onReady();
  }

  #settle(outcome: InvocationOutcome): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    running.cancelTimeout();
    running.invocation.settle(outcome);
  }

  #timeOut(afterSeconds: number): void {
    this.#leave({ status: 'timed-out', requestId: '', phase: this.#activity, afterSeconds });
  }

  #onEnd(exit: number | string): void {
    this.#ended.resolve();
    this.#leave({ status: 'crashed', requestId: '', phase: this.#activity, exit });
  }

  get #activity(): InvocationPhase {
    return this.#phase === 'init' ? 'init' : 'invoke';
  }

  #leave(failure: InvocationFailure): void {
    if (this.#phase === 'gone') return;
    const initFailure = this.#phase === 'init' ? failure : undefined;
    this.#phase = 'gone';
    this.#cancelInitTimeout();
    this.#child?.kill('SIGKILL');
    void this.#api?.close();
    const requestId = this.#running?.invocation.requestId ?? '';
    this.#settle(this.#running?.outcome ?? { ...failure, requestId });
    this.#options.onGone(initFailure);
  }
}
