import {
  GetEventSourceMappingCommand,
  type LambdaClient,
  ResourceConflictException,
  ResourceInUseException,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import type { Mappings, MappingState } from '../guard/ports';

/** By the state that Lambda gives. Any other (`Creating`, `Updating`, `Deleting`) is one of changing. */
const states = new Map<string | undefined, MappingState>([
  ['Enabled', 'enabled'],
  ['Enabling', 'enabling'],
  ['Disabled', 'disabled'],
  ['Disabling', 'disabling'],
]);

/** Lambda's event source mappings. */
export class LambdaMappings implements Mappings {
  readonly #client: LambdaClient;

  constructor(client: LambdaClient) {
    this.#client = client;
  }

  async stateOf(mappingId: string): Promise<MappingState> {
    const { State } = await this.#client.send(new GetEventSourceMappingCommand({ UUID: mappingId }));
    return states.get(State) ?? 'changing';
  }

  /** Lambda refuses to change a mapping whose last change is not done. */
  async setEnabled(mappingId: string, isEnabled: boolean): Promise<'accepted' | 'busy'> {
    const command = new UpdateEventSourceMappingCommand({ UUID: mappingId, Enabled: isEnabled });
    try {
      await this.#client.send(command);
      return 'accepted';
    } catch (error) {
      if (error instanceof ResourceInUseException || error instanceof ResourceConflictException)
        return 'busy';
      throw error;
    }
  }
}
