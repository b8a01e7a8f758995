import * as z from 'zod';
import { dependencyVariables } from '../../lambdas/contract/environment';
import { stackOutputs } from '../../lambdas/contract/stack-outputs';
import { Cleanup } from '../../tools/local/cleanup';
import { ManualClock } from '../../tools/local/clock';
import { readSampleRecords } from '../../tools/local/genesys/sample-records';
import type { StackModel } from '../../tools/local/model';
import {
  type DependencyClient,
  startDependencies,
  withDependencies,
} from '../../tools/local/start-dependencies';
import { basic } from './crm/crm-probe';
import { lambda, modelOf } from './template/stack';

const crm = dependencyVariables('crm');

const generated = {
  GenerateSecretString: {
    SecretStringTemplate: '{"clientId":"switchboard"}',
    GenerateStringKey: 'clientSecret',
  },
};

/** A stack with a module that calls the CRM, and one that does not. */
const stackWith = (secret: object): StackModel =>
  modelOf({
    Resources: {
      CrmSecret: { Type: 'AWS::SecretsManager::Secret', Properties: secret },
      CrmSync: lambda({
        Environment: {
          Variables: {
            [crm.url]: 'https://crm.invalid',
            [crm.tokenUrl]: 'https://crm.invalid/oauth/token',
            [crm.secretId]: { Ref: 'CrmSecret' },
            MODE: 'x',
          },
        },
      }),
      Presence: lambda({ Environment: { Variables: { MODE: 'y' } } }),
    },
    Outputs: { [stackOutputs.dependencySecret('crm')]: { Value: { Ref: 'CrmSecret' } } },
  });

/** What a CRM does for the runner: it starts, has an address, and ends. */
const standIn = () => {
  const clients: DependencyClient[] = [];
  const close = jest.fn(() => Promise.resolve());
  const start = (client: DependencyClient) => {
    clients.push(client);
    return Promise.resolve({ url: 'http://127.0.0.1:9999', tokenUrl: 'http://127.0.0.1:9999/token', close });
  };
  return { clients, close, start };
};

/** Asks for a token with the credentials that `given` holds. */
const tokenFrom = async (tokenUrl: string): Promise<string> => {
  const answer = await fetch(tokenUrl, {
    method: 'POST',
    headers: { Authorization: basic({ clientId: 'switchboard', clientSecret: 's$"\\' }) },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  return z.object({ access_token: z.string() }).parse(await answer.json()).access_token;
};

const given = { SecretString: '{"clientId":"switchboard","clientSecret":"s$\\"\\\\"}' };

describe('the stand-in for a dependency', () => {
  it('lets in the client that the stack’s secret names, until the runner ends', async () => {
    const cleanup = new Cleanup();
    const { clients, close, start } = standIn();

    const running = await startDependencies(stackWith(given), cleanup, { starters: { crm: start } });
    expect(close).not.toHaveBeenCalled();
    await cleanup.run();

    expect(clients).toEqual([{ clientId: 'switchboard', clientSecret: 's$"\\' }]);
    expect(running).toEqual([
      {
        name: 'crm',
        url: 'http://127.0.0.1:9999',
        tokenUrl: 'http://127.0.0.1:9999/token',
        clientId: 'switchboard',
      },
    ]);
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('is not started for a stack without that dependency', async () => {
    const { clients, start } = standIn();

    expect(
      await startDependencies(modelOf({ Resources: {} }), new Cleanup(), { starters: { crm: start } }),
    ).toEqual([]);
    expect(clients).toEqual([]);
  });

  it.each([
    ['no JSON', { SecretString: 'hunter2' }],
    ['JSON of another shape', { SecretString: '{"user":"hunter2"}' }],
    ['a generated text', { GenerateSecretString: {} }],
  ])('needs a secret with both parts, and does not show one that is %s', async (_, secret) => {
    const { start } = standIn();
    const starting = startDependencies(stackWith(secret), new Cleanup(), { starters: { crm: start } });

    await expect(starting).rejects.toThrow('The secret of the dependency crm is not {"clientId": "…"');
    await expect(starting).rejects.not.toThrow('hunter2');
  });

  it('is a platform with the sample records for a stack that calls Genesys Cloud, on the runner’s clock', async () => {
    const cleanup = new Cleanup();
    const clock = new ManualClock(0);
    const stack = modelOf({
      Resources: { GenesysSecret: { Type: 'AWS::SecretsManager::Secret', Properties: given } },
      Outputs: { [stackOutputs.dependencySecret('genesys')]: { Value: { Ref: 'GenesysSecret' } } },
    });

    const [genesys, ...others] = await startDependencies(stack, cleanup, { clock });
    const token = await tokenFrom(genesys?.tokenUrl ?? '');
    const [[path, record] = []] = Object.entries(readSampleRecords());
    const read = () => fetch(`${genesys?.url}${path}`, { headers: { Authorization: `Bearer ${token}` } });
    const answer = await read();
    clock.advance(24 * 60 * 60 * 1000);
    const expired = await read();
    await cleanup.run();

    expect(others).toEqual([]);
    await expect(answer.json()).resolves.toEqual(record);
    expect(expired.status).toBe(401);
  });

  it('replaces the real address in the functions that have it, and nothing else', () => {
    const stack = stackWith(generated);
    const running = { name: 'crm', url: 'http://u', tokenUrl: 'http://t', clientId: 'c' };

    const { functions } = withDependencies(stack, [running]);

    expect(functions.map(({ environment }) => environment)).toEqual([
      {
        [crm.url]: 'http://u',
        [crm.tokenUrl]: 'http://t',
        [crm.secretId]: stack.functions[0]?.environment[crm.secretId],
        MODE: 'x',
      },
      { MODE: 'y' },
    ]);
  });
});
