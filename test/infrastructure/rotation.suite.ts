import { Duration } from 'aws-cdk-lib';
import { rotationSettleSeconds, secretRefetchSeconds } from '../../lambdas/contract/limits';
import { parseIngestConfig } from '../../lambdas/ingest/config';
import { manifests } from '../../lambdas/modules';
import { parseRotationConfig } from '../../lambdas/rotation/config';
import type { SwitchboardProps } from '../../lib/switchboard-props';
import { stackWith, synthesize, synthesizeEveryPolicy, warningsOf } from './synthesized';
import { variablesOf } from './variables-of';

const twoSources: SwitchboardProps['sources'] = [
  { name: 'genesys', scheme: 'genesys' },
  { name: 'shop-events', scheme: 'standard-webhooks' },
];

describe('the rotation of secrets', () => {
  it('is attached to the secret of each source, begins with no deployment and has no schedule', () => {
    const synthesized = synthesize(stackWith({ sources: twoSources }));

    const schedules = [...synthesized.all('AWS::SecretsManager::RotationSchedule')].map(
      ([path, { Properties }]) => [path, synthesized.readable(Properties)],
    );

    expect(schedules).toEqual(
      twoSources.map(({ name }) => [
        `Source-${name}/Rotation`,
        {
          SecretId: `<Source-${name}/Secret>`,
          RotationLambdaARN: '<Rotation/Function.Arn>',
          RotateImmediatelyOnUpdate: false,
        },
      ]),
    );
  });

  it('has a schedule where the props give one', () => {
    const synthesized = synthesize(stackWith({ rotation: { everyDays: 30 } }));

    expect(synthesized.get('Source-genesys/Rotation').Properties).toMatchObject({
      RotationRules: { AutomaticallyAfterDays: 30 },
    });
  });

  it('is attached when all is there that the function needs, as Secrets Manager tries it at once', () => {
    const synthesized = synthesizeEveryPolicy();
    const { DependsOn } = synthesized.get('Source-genesys/Rotation');
    const paths = DependsOn.map((id) => String(synthesized.readable({ Ref: id })));

    expect(paths).toEqual(
      expect.arrayContaining([
        '<Source-genesys/InvokeRotation>',
        '<Rotation/Role/DefaultPolicy>',
        '<Webhook/Api/DeploymentStage.prod>',
        '<Webhook/Api/webhook/{source}/ANY>',
      ]),
    );
  });

  it('knows the secret and the webhook of each source, the overlap, and how long to wait', () => {
    const built = synthesize(stackWith({ sources: twoSources, secretOverlap: Duration.days(2) }));
    const config = parseRotationConfig(variablesOf(built, 'Rotation/Function'));
    const url = (name: string): string =>
      `https://<Webhook/Api>.execute-api.<AWS::Region>.<AWS::URLSuffix>/<Webhook/Api/DeploymentStage.live>/webhook/${name}`;

    expect(config).toEqual({
      sources: new Map(
        twoSources.map((source) => [`<Source-${source.name}/Secret>`, { source, url: url(source.name) }]),
      ),
      secretOverlapMs: 48 * 3_600_000,
      settleMs: rotationSettleSeconds * 1000,
    });
  });

  it('waits for longer than ingest may keep from looking, and both end the overlap at the same time', () => {
    const built = synthesize(stackWith({ secretOverlap: Duration.days(2) }));
    const rotation = parseRotationConfig(variablesOf(built, 'Rotation/Function'));
    const ingest = parseIngestConfig(
      { ...variablesOf(built, 'Ingest/Function'), MODULES: 'agent-presence', QUEUE_URL_AGENT_PRESENCE: 'q' },
      manifests,
    );

    expect(rotation.settleMs).toBeGreaterThan(ingest.secretRefetchMs);
    expect(ingest.secretRefetchMs).toBe(secretRefetchSeconds * 1000);
    expect(ingest.secretOverlapMs).toBe(rotation.secretOverlapMs);
  });

  it('ends its longest step before Lambda does', () => {
    const { Timeout } = synthesizeEveryPolicy().get('Rotation/Function').Properties;
    expect(Timeout).toBeGreaterThanOrEqual(rotationSettleSeconds + 45);
  });

  it('is warned of where a web ACL lets in certain networks only', () => {
    const waf = { allowedNetworks: ['203.0.113.0/24'] };
    expect(warningsOf(stackWith({ waf }))).toContainEqual(
      expect.stringContaining('secrets can be rotated by hand only'),
    );
    expect(warningsOf(stackWith({ waf: {} })).join()).not.toContain('rotated by hand');
  });
});
