import { EventBridgeClient, PutPartnerEventsCommand } from '@aws-sdk/client-eventbridge';
import type { LocalSwitchboard } from '../../tools/local/local-switchboard';
import { readBusSample } from '../../tools/local/play/bus-sample';
import { Watch } from '../local/polling/watch';

/** The partner's side of an event bus. */
export class PartnerBus {
  readonly #client: EventBridgeClient;
  readonly #busName: string;
  readonly #watch = new Watch();
  #put = 0;
  #ended = 0;

  constructor({ description, onEvent }: LocalSwitchboard, busName: string) {
    const { endpoints, credentials, region } = description;
    this.#client = new EventBridgeClient({ endpoint: endpoints.eventBridge, region, credentials });
    this.#busName = busName;
    onEvent((event) => {
      if (event.kind !== 'invocation') return;
      this.#ended += 1;
      this.#watch.changed();
    });
  }

  /** Puts an event there, and resolves when ingest has ended for this one and for all others that were put. */
  async put(busEvent: unknown): Promise<void> {
    const sample = readBusSample(busEvent);
    if (sample === undefined) throw new Error('This is no event of EventBridge.');
    const { detailType: DetailType, detail, resources: Resources, time } = sample;
    const entry = {
      Source: this.#busName,
      DetailType,
      Detail: JSON.stringify(detail),
      Resources: [...Resources],
      ...(time !== undefined && { Time: new Date(time) }),
    };
    this.#put += 1;
    const answer = await this.#client.send(new PutPartnerEventsCommand({ Entries: [entry] }));
    if (answer.FailedEntryCount !== 0) throw new Error(JSON.stringify(answer.Entries));
    await this.#watch.until(() => this.#ended === this.#put);
  }

  close(): void {
    this.#client.destroy();
  }
}
