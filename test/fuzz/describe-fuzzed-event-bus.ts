import fc from 'fast-check';
import {
  createEventBusHandler,
  type EventBusHandler,
} from '../../lambdas/ingest/event-bus/create-event-bus-handler';
import { busEvent, knownBus, otherBus } from './bus-events';
import { batchWrong, type BusObservation, eventWrong } from './bus-verdict';
import { failing, usePrintedOutput } from './describe-fuzzed-door';
import { failureMessages, toQueueEvent } from './failure-queue';
import { formatModules } from './fuzz-modules';
import { assertForMany, casesOr, timeoutMsFor } from './fuzz-runs';
import { FuzzWorld } from './fuzz-world';
import { printedLines } from './printed-lines';
import type { Service } from './service-calls';
import { thrownText } from './thrown-text';
import { platformUrl } from './truncated-texts';
import { deedsWrong } from './verdict';

/** The tests of the door for event buses against whatever a bus may carry. @param usualCases default of how many are tried */
export const describeFuzzedEventBus = (usualCases: number): void => {
  describe('ingest behind an event bus', () => {
    const cases = casesOr(usualCases);
    const printed = usePrintedOutput();
    let world: FuzzWorld;
    let handler: EventBusHandler;

    beforeAll(() => {
      world = new FuzzWorld({ senders: [], modules: formatModules, platformUrl });
      const config = {
        sourcesByBus: new Map([
          [knownBus, 'genesys'],
          [otherBus, 'other'],
        ]),
        manifests: formatModules,
        claimRetentionSeconds: 35 * 24 * 3600,
        platformUrl,
      };
      handler = createEventBusHandler(config, world.dependencies);
    });

    const observe = async (event: unknown, service: Service | undefined): Promise<BusObservation> => {
      world.begin(service);
      printed.take();
      const { result, thrown } = await handler(event).then(
        (given) => ({ result: given, thrown: undefined }),
        (error: unknown) => ({ result: undefined, thrown: error }),
      );
      const text = printed.take();
      const told = thrown === undefined ? JSON.stringify(result) : thrownText(thrown);
      return { result, thrown, lines: printedLines(text), shown: `${text}${told}`, ...world.deeds };
    };

    it(
      `keeps, or gives back, any of ${cases} events`,
      async () => {
        await assertForMany(cases, fc.tuple(busEvent, failing), async ([event, service]) => {
          const observation = await observe(JSON.parse(event.json), service);
          return [...deedsWrong(observation, observation.shown), ...eventWrong(event, observation, service)];
        });
      },
      timeoutMsFor(cases),
    );

    it(
      'takes from the failure queue the events that it can keep, and no other message',
      async () => {
        await assertForMany(
          Math.ceil(cases / 4),
          fc.tuple(failureMessages, failing),
          async ([messages, service]) => {
            const observation = await observe(toQueueEvent(messages), service);
            return [
              ...deedsWrong(observation, observation.shown),
              ...batchWrong(messages, observation, service),
            ];
          },
        );
      },
      timeoutMsFor(cases),
    );
  });
};
