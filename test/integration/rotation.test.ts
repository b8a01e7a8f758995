import { RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { environment } from '../../lambdas/contract/environment';
import { stackOutputs } from '../../lambdas/contract/stack-outputs';
import { agentPresence } from '../../lambdas/modules/agent-presence/manifest';
import { synthesizeWithoutPlatform } from './synthesize-without-platform';
import type { LocalSwitchboard } from '../../tools/local/local-switchboard';
import type { StackModel } from '../../tools/local/model';
import { startLocal } from '../../tools/local/start-local';
import { scratchFolder } from '../scratch-folder';
import { sign } from '../sign';
import { functionLog, type FunctionLog } from './function-log';
import { agentEvent } from './pipeline-fixture';
import { requests, type Requests } from './requests';

/** How many events the sender has at least. `ROTATION_EVENTS=5000` makes it the whole scenario. */
const eventCount = Number(process.env['ROTATION_EVENTS'] ?? 600);
/** How many of them follow the rotation at least, signed with the new secret. */
const countAfterRotation = eventCount / 4;
/** Environments of ingest at once, and connections of the sender. */
const environments = 4;
const connections = 4;

/** So that the test takes seconds. What the real intervals are good for, test/rotation proves in virtual time. */
const refetchSeconds = 1;
const settleSeconds = 2;

jest.setTimeout(60_000 + eventCount * 200);

const withShortIntervals = (model: StackModel): StackModel => ({
  ...model,
  functions: model.functions.map((definition) => ({
    ...definition,
    environment: {
      ...definition.environment,
      [environment.secretRefetchSeconds]: String(refetchSeconds),
      [environment.rotationSettleSeconds]: String(settleSeconds),
    },
  })),
});

let switchboard: LocalSwitchboard;
let sender: Requests;
let functions: FunctionLog;
let client: SecretsManagerClient;

beforeAll(async () => {
  const assembly = scratchFolder();
  synthesizeWithoutPlatform({ modules: [agentPresence], outdir: assembly });
  switchboard = await startLocal({
    assembly,
    adjustModel: withShortIntervals,
    maxEnvironments: environments,
    throttling: 'off',
  });
  sender = requests(switchboard);
  functions = functionLog(switchboard);
  const { endpoints, region, credentials } = switchboard.description;
  client = new SecretsManagerClient({ endpoint: endpoints.secretsmanager, region, credentials });
}, 240_000);
afterAll(async () => {
  client.destroy();
  await switchboard.close();
});

/** What an operator has told the sender. */
const currentSecret = (): string => switchboard.parts.sources[0]?.secret ?? '';

const rotate = (): Promise<unknown> => {
  const SecretId = switchboard.model.outputs.get(stackOutputs.sourceSecret('genesys'));
  return client.send(new RotateSecretCommand({ SecretId }));
};

/** Answers by which secret the delivery was signed with. */
class Answers {
  readonly #counts = new Map<string, number>();

  add(secret: 'old' | 'new' | 'wrong', status: number): void {
    this.#counts.set(`${secret} ${status}`, this.of(`${secret} ${status}`) + 1);
  }

  of(kind: string): number {
    return this.#counts.get(kind) ?? 0;
  }

  get all(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}

describe('a rotation amid a stream of events and a flood of wrong signatures', () => {
  it('turns away no event that is signed right, and asks Secrets Manager as seldom as promised', async () => {
    const oldSecret = currentSecret();
    const answers = new Answers();
    const looks: number[] = [];
    const endWatch = switchboard.secrets.onOperation((operation) => {
      if (operation === 'DescribeSecret') looks.push(Date.now());
    });
    const startedMs = Date.now();
    let sent = 0;
    let rotation: Promise<unknown> | undefined;

    const isOver = (): boolean => sent >= eventCount && answers.of('new 200') >= countAfterRotation;
    const deliver = async (secret: string): Promise<number> => {
      const body = JSON.stringify(agentEvent());
      return (await sender.post(body, { signature: sign(body, secret) })).status;
    };
    /** As every sender does it, one that is answered 503 is sent again: on a busy machine a call can take too long. */
    const send = async (): Promise<void> => {
      while (!isOver()) {
        sent += 1;
        if (sent > eventCount / 3) rotation ??= rotate();
        let status = 503;
        while (status === 503) {
          const secret = currentSecret();
          status = await deliver(secret);
          answers.add(secret === oldSecret ? 'old' : 'new', status);
        }
      }
    };
    const flood = async (): Promise<void> => {
      while (!isOver()) answers.add('wrong', await deliver('not the secret'));
    };
    await Promise.all([...Array.from({ length: connections }, send), flood()]);
    await rotation;
    const seconds = (Date.now() - startedMs) / 1000;
    endWatch();

    // Each step of the rotation looks once; each environment does when it starts, and then once in each interval.
    const promised = 4 + environments * (1 + Math.ceil(seconds / refetchSeconds));
    if (process.env['ROTATION_EVENTS'] !== undefined) {
      console.info({ ...answers.all, seconds, looks: looks.length, promised });
    }
    const kinds = Object.keys(answers.all).filter((kind) => !kind.endsWith(' 503'));
    expect(kinds.toSorted()).toEqual(['new 200', 'old 200', 'wrong 401']);
    expect(answers.of('old 200') + answers.of('new 200')).toBe(sent);
    expect(looks.length).toBeLessThanOrEqual(promised);
  });

  it('still takes the old secret afterwards, and wrote neither into any line', async () => {
    const body = JSON.stringify(agentEvent());
    const secrets = [currentSecret(), sender.secret];

    expect((await sender.post(body, { signature: sign(body, sender.secret) })).status).toBe(200);

    expect(new Set(secrets).size).toBe(2);
    const written = functions.printed.join('\n');
    expect(written).toContain('ROTATION_STEP_DONE');
    for (const secret of secrets) expect(written).not.toContain(secret);
  });
});
