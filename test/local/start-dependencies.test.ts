import { dependencyVariables } from '../../lambdas/contract/environment';
import { stackOutputs } from '../../lambdas/contract/stack-outputs';
import { Cleanup } from '../../tools/local/cleanup';
import type { StackModel } from '../../tools/local/model';
import {
  type DependencyClient,
  startDependencies,
  withDependencies,
} from '../../tools/local/start-dependencies';
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

const given = { SecretString: '{"clientId":"switchboard","clientSecret":"s$\\"\\\\"}' };

describe('the stand-in for a dependency', () => {
  it('lets in the client that the stack’s secret names, until the runner ends', async () => {
    const cleanup = new Cleanup();
    const { clients, close, start } = standIn();

    const running = await startDependencies(stackWith(given), cleanup, { crm: start });
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

    expect(await startDependencies(modelOf({ Resources: {} }), new Cleanup(), { crm: start })).toEqual([]);
    expect(clients).toEqual([]);
  });

  it.each([
    ['no JSON', { SecretString: 'hunter2' }],
    ['JSON of another shape', { SecretString: '{"user":"hunter2"}' }],
    ['a generated text', { GenerateSecretString: {} }],
  ])('needs a secret with both parts, and does not show one that is %s', async (_, secret) => {
    const { start } = standIn();
    const starting = startDependencies(stackWith(secret), new Cleanup(), { crm: start });

    await expect(starting).rejects.toThrow('The secret of the dependency crm is not {"clientId": "…"');
    await expect(starting).rejects.not.toThrow('hunter2');
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
