import { lambda, modelWith, problemsOf } from './stack';

const secret = { Type: 'AWS::SecretsManager::Secret', Properties: { SecretString: 'one' } };
const rotation = (properties: object = {}) => ({
  Type: 'AWS::SecretsManager::RotationSchedule',
  Properties: {
    SecretId: { Ref: 'Secret' },
    RotationLambdaARN: { 'Fn::GetAtt': ['Rotate', 'Arn'] },
    RotateImmediatelyOnUpdate: false,
    ...properties,
  },
});
const stack = (properties?: object) => ({ Secret: secret, Rotate: lambda(), Rotation: rotation(properties) });

describe('rotation schedules of a template', () => {
  it('say which function rotates which secret', () => {
    const { rotations, secrets, functions, skipped } = modelWith(stack());

    expect(rotations).toEqual([
      {
        logicalId: 'Rotation',
        secretArn: secrets[0]?.arn,
        functionLogicalId: 'Rotate',
        functionArn: functions[0]?.arn,
      },
    ]);
    expect(skipped).toEqual([]);
  });

  it('are told of where they would begin rotations by themselves', () => {
    const { skipped } = modelWith(stack({ RotationRules: { AutomaticallyAfterDays: 30 } }));

    expect(skipped).toEqual([
      { logicalId: 'Rotation', reason: expect.stringContaining('when RotateSecret is called') },
    ]);
  });

  it('are a problem with a function that is not of the stack, or is made by AWS', () => {
    const at = 'Resources.Rotation.Properties.RotationLambdaARN';
    const other = 'arn:aws:lambda:eu-central-1:123456789012:function:other';
    expect(problemsOf({ Resources: stack({ RotationLambdaARN: other }) })).toEqual([
      `${at}: the local runner runs no function ${other}`,
    ]);
    const hosted = { SecretId: { Ref: 'Secret' }, HostedRotationLambda: {} };
    const resources = { Secret: secret, Rotation: { ...rotation(), Properties: hosted } };
    expect(problemsOf({ Resources: resources })).toEqual([`${at}: the local runner runs no function of AWS`]);
  });
});
