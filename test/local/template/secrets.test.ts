import { secretArn } from '../../../tools/local/secrets/secret-arn';
import { modelWith, problemsOf } from './stack';

const secret = (properties: object) => ({ Type: 'AWS::SecretsManager::Secret', Properties: properties });

describe('secrets of a template', () => {
  it('has a value generated as the template says, under the ARN that the local Secrets Manager gives', () => {
    const { secrets } = modelWith({
      Genesys: secret({ GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true } }),
    });

    expect(secrets).toEqual([
      {
        logicalId: 'Genesys',
        name: 'Genesys',
        arn: secretArn({ region: 'eu-central-1', accountId: '123456789012', name: 'Genesys' }),
        value: 'generated-64',
      },
    ]);
  });

  it('keeps a given name and a given value', () => {
    const { secrets } = modelWith({
      Genesys: secret({ Name: 'switchboard/genesys', SecretString: 'a$"\\%' }),
    });

    expect(secrets[0]).toMatchObject({ name: 'switchboard/genesys', value: 'a$"\\%' });
  });

  it.each([
    [{}, 'Properties: expected SecretString or GenerateSecretString'],
    [
      { GenerateSecretString: { PasswordLength: 5000 } },
      'Properties.GenerateSecretString.PasswordLength: Too big: expected number to be <=4096',
    ],
    [
      { GenerateSecretString: { SecretStringTemplate: '{}' } },
      'Properties.GenerateSecretString: SecretStringTemplate and GenerateStringKey need each other',
    ],
    [
      { GenerateSecretString: { SecretStringTemplate: '[1]', GenerateStringKey: 'password' } },
      'Properties.GenerateSecretString: SecretStringTemplate must be a JSON object',
    ],
    [
      { GenerateSecretString: { PasswordLength: 3 } },
      'Properties.GenerateSecretString: PasswordLength is too short for one character of each included type',
    ],
  ])('tells what is wrong with %j', (properties, problem) => {
    expect(problemsOf({ Resources: { Genesys: secret(properties) } })).toEqual([
      `Resources.Genesys.${problem}`,
    ]);
  });
});
