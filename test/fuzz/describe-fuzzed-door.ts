import fc from 'fast-check';
import { readAnswer } from './fuzz-answer';
import { type FuzzRequest, fuzzRequests } from './fuzz-request';
import { assertForMany, casesOr, timeoutMsFor } from './fuzz-runs';
import { toSource } from './fuzz-sources';
import { FuzzWorld } from './fuzz-world';
import type { FuzzedDoor, FuzzedSetting } from './fuzzed-door';
import { maxBodyBytes } from '../../lambdas/contract/limits';
import { printedLines } from './printed-lines';
import { PrintedOutput } from './printed-output';
import { type Service, services } from './service-calls';
import { isSignedBy } from './signatures';
import { alwaysWrong, type JudgedRequest, type Observation, requestWrong } from './verdict';

/** One case in twenty has a service that fails. */
export const failing = fc.oneof(
  { weight: 19, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom(...services) },
);

/** One case in ten is sent again at once, byte for byte. */
const sendings = fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constant(2) });

/** Has the function print what it prints on Lambda, and catches it. To be called in a `describe`. */
export const usePrintedOutput = (): { take(): string } => {
  let printed: PrintedOutput | undefined;
  beforeAll(() => {
    process.env['POWERTOOLS_METRICS_NAMESPACE'] = 'Switchboard';
    process.env['POWERTOOLS_SERVICE_NAME'] = 'ingest';
    printed = new PrintedOutput();
  });
  afterAll(() => {
    printed?.restore();
    delete process.env['POWERTOOLS_METRICS_NAMESPACE'];
    delete process.env['POWERTOOLS_SERVICE_NAME'];
  });
  return { take: () => printed?.take() ?? '' };
};

export interface FuzzedRun extends FuzzedSetting {
  readonly door: FuzzedDoor;
  /** Default of how many are tried. */
  readonly usualCases: number;
}

/** The tests of a door against whatever anybody may send. */
export const describeFuzzedDoor = (name: string, { door, usualCases, ...setting }: FuzzedRun): void => {
  describe(`ingest behind ${name}`, () => {
    const { senders, modules, platformUrl } = setting;
    const cases = casesOr(usualCases);
    const printed = usePrintedOutput();
    let world: FuzzWorld;
    let handler: (event: unknown) => Promise<unknown>;

    beforeAll(() => {
      world = new FuzzWorld(setting);
      const config = {
        sources: senders.map(toSource),
        maxBodyBytes,
        manifests: modules,
        claimRetentionSeconds: 35 * 24 * 3600,
        ...(platformUrl !== undefined && { platformUrl }),
      };
      handler = door.createHandler(config, world.dependencies);
    });

    const observe = async (event: unknown, service?: Service): Promise<Observation> => {
      world.begin(service);
      printed.take();
      const answer = readAnswer(await handler(event));
      const text = printed.take();
      return { answer, printed: text, lines: printedLines(text), ...world.deeds };
    };

    const judged = (request: FuzzRequest): JudgedRequest => {
      const sender = senders.find((one) => one.name === request.source);
      const headers = door.headersBehind(request.headers);
      const isSigned = sender !== undefined && isSignedBy(sender, headers, request.body.bytes);
      return { ...request, headers, sender, isSigned };
    };

    it(
      `keeps its promises for any of ${cases} requests`,
      async () => {
        const tally = { all: 0, sound: 0 };
        await assertForMany(
          cases,
          fc.tuple(fuzzRequests(senders), failing, sendings),
          async ([request, service, times]) => {
            const known = judged(request);
            const isSound = known.body.event !== undefined || known.body.isHopeless === true;
            tally.all += 1;
            if (isSound && known.isSigned && known.isPlain) tally.sound += 1;
            const problems = [];
            for (let sent = 0; sent < times; sent += 1) {
              problems.push(...requestWrong(known, await observe(door.toEvent(request), service), service));
            }
            return problems;
          },
        );
        // Refusing everything would keep most of the promises.
        expect(tally.sound).toBeGreaterThan(tally.all / 3);
      },
      timeoutMsFor(cases),
    );

    it('answers 503, and touches nothing, when it is invoked with something else than a request', async () => {
      await assertForMany(Math.ceil(cases / 20), door.malformedEvents, async (event) => {
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
