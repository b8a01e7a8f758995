import fc from 'fast-check';
import { assertForMany, fuzzCases, fuzzTimeoutMs } from './fuzz-runs';
import { readAnswer } from './fuzz-answer';
import { fuzzRequest } from './fuzz-request';
import { FuzzWorld, type Service, services } from './fuzz-world';
import type { FuzzedDoor } from './fuzzed-door';
import { printedLines } from './printed-lines';
import { PrintedOutput } from './printed-output';
import { alwaysWrong, type Observation, requestWrong } from './verdict';

/** One case in twenty has a service that fails. */
const failing = fc.oneof(
  { weight: 19, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom(...services) },
);

/** One case in ten is sent again at once, byte for byte. */
const sendings = fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constant(2) });

/** The tests of a door against whatever anybody may send. */
export const describeFuzzedDoor = (name: string, door: FuzzedDoor): void => {
  describe(`ingest behind ${name}`, () => {
    let printed: PrintedOutput;
    let world: FuzzWorld;

    beforeAll(() => {
      process.env['POWERTOOLS_METRICS_NAMESPACE'] = 'Switchboard';
      process.env['POWERTOOLS_SERVICE_NAME'] = 'ingest';
      printed = new PrintedOutput();
      world = new FuzzWorld(door);
    });
    afterAll(() => {
      printed.restore();
      delete process.env['POWERTOOLS_METRICS_NAMESPACE'];
      delete process.env['POWERTOOLS_SERVICE_NAME'];
    });

    const observe = async (event: unknown, service?: Service): Promise<Observation> => {
      world.begin(service);
      printed.take();
      const answer = readAnswer(await world.handler(event));
      const text = printed.take();
      return { answer, printed: text, lines: printedLines(text), ...world.deeds };
    };

    it(
      `keeps its promises for any of ${fuzzCases} requests`,
      async () => {
        const tally = { all: 0, events: 0 };
        await assertForMany(
          fuzzCases,
          fc.tuple(fuzzRequest, failing, sendings),
          async ([request, service, times]) => {
            tally.all += 1;
            if (request.body.event && request.isSigned && request.isPlain) tally.events += 1;
            const problems = [];
            for (let sent = 0; sent < times; sent += 1) {
              const observation = await observe(door.toEvent(request), service);
              problems.push(...requestWrong(request, observation, service));
            }
            return problems;
          },
        );
        // Refusing everything would keep most of the promises.
        expect(tally.events).toBeGreaterThan(tally.all / 3);
      },
      fuzzTimeoutMs,
    );

    it('answers 503, and touches nothing, when it is invoked with something else than a request', async () => {
      await assertForMany(Math.ceil(fuzzCases / 20), door.malformedEvents, async (event) => {
        const observation = await observe(event);
        const { answer, printed: text, calls } = observation;
        return [
          ...alwaysWrong(observation, `${text}${answer.text}`),
          ...(answer.status === 503 ? [] : [`it was answered ${answer.status}`]),
          ...calls.map((service) => `${service} was called`),
        ];
      });
    });
  });
};
