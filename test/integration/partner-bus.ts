import { EventBridgeClient, PutPartnerEventsCommand } from '@aws-sdk/client-eventbridge';
import { readBusSample } from '../../tools/local/play/bus-sample';
import { Watch } from '../local/polling/watch';
import type { Pipeline } from './pipeline-fixture';

/** The partner's side of an event bus. What ingest fails with on a busy machine is tried again, at once. */
export class PartnerBus {
  readonly #client: EventBridgeClient;
  readonly #busName: string;
  readonly #watch = new Watch();
  #put = 0;
  #ended = 0;

  constructor({ switchboard, clock }: Pick<Pipeline, 'switchboard' | 'clock'>, busName: string) {
    const { endpoints, credentials, region } = switchboard.description;
    this.#client = new EventBridgeClient({ endpoint: endpoints.eventBridge, region, credentials });
    this.#busName = busName;
    switchboard.onEvent((event) => {
      if (event.kind !== 'invocation') return;
      if (event.next?.kind === 'retried') {
        const waitMs = event.next.afterSeconds * 1000;
        setImmediate(() => clock.advance(waitMs));
      } else {
        this.#ended += 1;
        this.#watch.changed();
      }
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
