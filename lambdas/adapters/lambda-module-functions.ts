import {
  InvokeCommand,
  type InvokeCommandOutput,
  type LambdaClient,
  LambdaServiceException,
} from '@aws-sdk/client-lambda';
import { errorName } from '../core/error-name';
import type { Invocation, ModuleFunctions, ProbeEvent } from '../guard/ports';

/** The processors as Lambda functions, invoked synchronously. */
export class LambdaModuleFunctions implements ModuleFunctions {
  readonly #client: LambdaClient;

  /** @param client makes one attempt: a second one would be a second invocation */
  constructor(client: LambdaClient) {
    this.#client = client;
  }

  async invoke(functionName: string, event: ProbeEvent, waitMs: number): Promise<Invocation> {
    const command = new InvokeCommand({
      FunctionName: functionName,
      InvocationType: 'RequestResponse',
      Payload: new TextEncoder().encode(JSON.stringify(event)),
    });
    try {
      return readInvocation(await this.#client.send(command, { requestTimeout: waitMs }));
    } catch (error) {
      return { kind: isRefusal(error) ? 'refused' : 'unanswered', errorName: errorName(error) };
    }
  }
}

const readInvocation = ({ FunctionError, Payload }: InvokeCommandOutput): Invocation => {
  if (FunctionError !== undefined) return { kind: 'crashed' };
  const answer: unknown = Payload?.length ? JSON.parse(new TextDecoder().decode(Payload)) : undefined;
  return { kind: 'answered', answer };
};

/** Lambda refuses an invocation before it begins: throttled, forbidden, no such function. */
const isRefusal = (error: unknown): boolean =>
  error instanceof LambdaServiceException && error.$fault === 'client';
