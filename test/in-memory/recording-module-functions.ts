import type { Invocation, ModuleFunctions, ProbeEvent } from '../../lambdas/guard/ports';

export interface RecordedInvocation {
  readonly functionName: string;
  readonly event: ProbeEvent;
  readonly waitMs: number;
}

/** Processors that do what a test says; they confirm everything by default. */
export class RecordingModuleFunctions implements ModuleFunctions {
  readonly invocations: RecordedInvocation[] = [];
  react: (event: ProbeEvent) => Promise<Invocation> = async () => ({ kind: 'answered', answer: null });

  async invoke(functionName: string, event: ProbeEvent, waitMs: number): Promise<Invocation> {
    this.invocations.push({ functionName, event, waitMs });
    return this.react(event);
  }
}
