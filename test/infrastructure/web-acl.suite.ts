import * as z from 'zod';
import { stackWith, synthesize, synthesizeStage, type Synthesized } from './synthesized';
import type { SwitchboardProps } from '../../lib/switchboard-props';

const visibilitySchema = z.object({
  CloudWatchMetricsEnabled: z.boolean(),
  MetricName: z.string(),
  SampledRequestsEnabled: z.boolean(),
});

const aclSchema = z.object({
  Scope: z.string(),
  DefaultAction: z.unknown(),
  CustomResponseBodies: z.record(z.string(), z.object({ ContentType: z.string(), Content: z.string() })),
  VisibilityConfig: visibilitySchema,
  Rules: z.array(
    z.object({
      Name: z.string(),
      Priority: z.number(),
      Action: z.optional(z.unknown()),
      OverrideAction: z.optional(z.unknown()),
      Statement: z.unknown(),
      VisibilityConfig: visibilitySchema,
    }),
  ),
});

const aclOf = (synthesized: Synthesized) =>
  aclSchema.parse(synthesized.readable(synthesized.get('WebAcl/Acl').Properties));

const withWaf = (waf: NonNullable<SwitchboardProps['waf']>, change: Partial<SwitchboardProps> = {}) =>
  synthesize(stackWith({ waf, ...change }));

const ruleOf = (synthesized: Synthesized, name: string) =>
  aclOf(synthesized).Rules.find(({ Name }) => Name === name);

const counted = (...names: readonly string[]) =>
  names.map((name) => ({ Name: name, ActionToUse: { Count: {} } }));

describe('the web ACL', () => {
  const synthesized = synthesizeStage('prod');
  const acl = aclOf(synthesized);

  it('stands before the stage of prod, and dev has none', () => {
    expect(synthesized.readable(synthesized.get('WebAcl/Association').Properties)).toEqual({
      ResourceArn:
        'arn:<AWS::Partition>:apigateway:<AWS::Region>::/restapis/<Webhook/Api>/stages/<Webhook/Api/DeploymentStage.prod>',
      WebACLArn: '<WebAcl/Acl.Arn>',
    });
    expect([...synthesizeStage('dev').all().keys()].filter((path) => path.startsWith('WebAcl'))).toEqual([]);
    expect([...synthesize(stackWith()).all('AWS::WAFv2::WebACL').keys()]).toEqual([]);
  });

  it('lets through what no rule blocks', () => {
    expect(acl.Scope).toBe('REGIONAL');
    expect(acl.DefaultAction).toEqual({ Allow: {} });
  });

  it('has these rules in this order, without networks that alone are allowed', () => {
    expect(acl.Rules.map(({ Name, Priority }) => [Priority, Name])).toEqual([
      [0, 'RatePerIp'],
      [1, 'AWSManagedRulesAmazonIpReputationList'],
      [2, 'AWSManagedRulesKnownBadInputsRuleSet'],
      [3, 'AWSManagedRulesCommonRuleSet'],
    ]);
    expect([...synthesized.all('AWS::WAFv2::IPSet').keys()]).toEqual([]);
  });

  it.each([
    ['AWSManagedRulesAmazonIpReputationList', []],
    [
      'AWSManagedRulesKnownBadInputsRuleSet',
      counted('JavaDeserializationRCE_BODY', 'Log4JRCE_BODY', 'ReactJSRCE_BODY'),
    ],
    [
      'AWSManagedRulesCommonRuleSet',
      counted(
        'SizeRestrictions_BODY',
        'CrossSiteScripting_BODY',
        'GenericLFI_BODY',
        'GenericRFI_BODY',
        'EC2MetaDataSSRF_BODY',
        'NoUserAgent_HEADER',
      ),
    ],
  ])('has %s block as AWS has it, but for rules that only count', (name, overrides) => {
    const rule = ruleOf(synthesized, name);

    expect(rule?.Action).toBeUndefined();
    expect(rule?.OverrideAction).toEqual({ None: {} });
    expect(rule?.Statement).toEqual({
      ManagedRuleGroupStatement: { VendorName: 'AWS', Name: name, RuleActionOverrides: overrides },
    });
  });

  it('lets one address send as much as the throttle lets through in 5 minutes', () => {
    expect(ruleOf(synthesized, 'RatePerIp')?.Statement).toEqual({
      RateBasedStatement: { AggregateKeyType: 'IP', EvaluationWindowSec: 300, Limit: 300_000 },
    });
  });

  it.each([
    [{}, { ratePerSecond: 0.01, burst: 1 }, 10],
    [{}, { ratePerSecond: 7.501, burst: 1 }, 2251],
    [{ ratePerIp5Minutes: 25 }, { ratePerSecond: 100, burst: 1 }, 25],
  ])('told %j with the throttling %j lets one address send %d', (waf, throttling, limit) => {
    expect(ruleOf(withWaf(waf, { throttling }), 'RatePerIp')?.Statement).toMatchObject({
      RateBasedStatement: { Limit: limit },
    });
  });

  it('answers an address that sends more like the throttle: 429, and when to try again', () => {
    expect(ruleOf(synthesized, 'RatePerIp')?.Action).toEqual({
      Block: {
        CustomResponse: {
          ResponseCode: 429,
          CustomResponseBodyKey: 'throttled',
          ResponseHeaders: [{ Name: 'Retry-After', Value: '5' }],
        },
      },
    });
    const { ContentType, Content } = acl.CustomResponseBodies['throttled'] ?? {};
    expect(ContentType).toBe('APPLICATION_JSON');
    expect(JSON.parse(Content ?? '')).toEqual({
      error: 'THROTTLED',
      message: 'Too many requests at once. Send it again later.',
    });
  });

  it('keeps no samples of requests, which show headers, but counts', () => {
    const visibilities = [acl.VisibilityConfig, ...acl.Rules.map(({ VisibilityConfig }) => VisibilityConfig)];

    expect(visibilities).toHaveLength(5);
    for (const visibility of visibilities) {
      expect(visibility).toMatchObject({ SampledRequestsEnabled: false, CloudWatchMetricsEnabled: true });
    }
    expect(new Set(visibilities.map(({ MetricName }) => MetricName)).size).toBe(5);
  });

  it('blocks everybody outside the allowed networks before anything else, if there are such', () => {
    const allowedNetworks = ['203.0.113.0/24', '198.51.100.7/32'];

    const built = withWaf({ allowedNetworks });

    const [first] = aclOf(built).Rules;
    expect(first).toMatchObject({
      Name: 'NotAllowed',
      Priority: 0,
      Action: { Block: {} },
      Statement: {
        NotStatement: {
          Statement: { IPSetReferenceStatement: { Arn: '<WebAcl/AllowedNetworks.Arn>' } },
        },
      },
    });
    expect(aclOf(built).Rules).toHaveLength(5);
    expect(built.get('WebAcl/AllowedNetworks').Properties).toMatchObject({
      Scope: 'REGIONAL',
      IPAddressVersion: 'IPV4',
      Addresses: allowedNetworks,
    });
  });
});
