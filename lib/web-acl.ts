import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { throttled } from './gateway-responses';
import type { WebhookApi } from './webhook-api';

/** What the web ACL is told; with nothing, it has the rules that suit every Switchboard. */
export interface WafProps {
  /**
   * Requests that one address may send in 5 minutes. Beyond them it is answered 429. From 10 on.
   * @default as many as the API's throttle lets through in that time
   */
  readonly ratePerIp5Minutes?: number;
  /**
   * The IPv4 networks that may send requests, such as `203.0.113.0/24`. Everything else is answered 403, on every
   * route: whoever reads states has to be in one of them too.
   * @default all
   */
  readonly allowedNetworks?: readonly string[];
}

export interface WebAclProps extends WafProps {
  readonly api: WebhookApi;
  /** Of the API's throttle, as configured. */
  readonly ratePerSecond: number;
}

const rateWindowSeconds = 300;
/** The least that WAF takes. */
export const minRatePerIp = 10;

/**
 * Rules of AWS that only count what they find.
 *
 * Those on bodies: WAF looks at a delivery before its signature is checked, and a delivery may rightly be larger than
 * 8 KB, quote a URL or an address, or hold what a caller has typed, whatever that is. A sender that is answered 403 does
 * not send the event again, so a wrong guess would lose it; and nothing here evaluates, renders or logs what a body
 * holds. The signature decides.
 *
 * That on a missing user agent: senders are programs, and not every one gives itself a name.
 */
const countedRules = {
  AWSManagedRulesKnownBadInputsRuleSet: ['JavaDeserializationRCE_BODY', 'Log4JRCE_BODY', 'ReactJSRCE_BODY'],
  AWSManagedRulesCommonRuleSet: [
    'SizeRestrictions_BODY',
    'CrossSiteScripting_BODY',
    'GenericLFI_BODY',
    'GenericRFI_BODY',
    'EC2MetaDataSSRF_BODY',
    'NoUserAgent_HEADER',
  ],
  AWSManagedRulesAmazonIpReputationList: [],
} as const;

/** In this order: what blocks for who sends, before what looks at the request. */
const ruleGroups = [
  'AWSManagedRulesAmazonIpReputationList',
  'AWSManagedRulesKnownBadInputsRuleSet',
  'AWSManagedRulesCommonRuleSet',
] as const satisfies readonly (keyof typeof countedRules)[];

const throttledBody = 'throttled';

type Rule = Omit<wafv2.CfnWebACL.RuleProperty, 'priority'>;

/** The web ACL in front of the API's stage. */
export class WebAcl extends Construct {
  readonly acl: wafv2.CfnWebACL;

  constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    const rules: readonly Rule[] = [
      ...this.#allowList(props.allowedNetworks),
      rateRule(props.ratePerIp5Minutes ?? defaultRatePerIp(props.ratePerSecond)),
      ...ruleGroups.map(managedRules),
    ];
    this.acl = new wafv2.CfnWebACL(this, 'Acl', {
      description: 'Switchboard: keeps requests from the API before it counts them.',
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      rules: rules.map((rule, priority) => ({ ...rule, priority })),
      customResponseBodies: { [throttledBody]: jsonBody(throttled) },
      visibilityConfig: visibility('WebAcl'),
    });
    new wafv2.CfnWebACLAssociation(this, 'Association', {
      resourceArn: props.api.stage.arn,
      webAclArn: this.acl.attrArn,
    });
  }

  #allowList(networks: readonly string[] | undefined): Rule[] {
    if (networks === undefined) return [];
    const set = new wafv2.CfnIPSet(this, 'AllowedNetworks', {
      description: 'Who may send requests to Switchboard.',
      scope: 'REGIONAL',
      ipAddressVersion: 'IPV4',
      addresses: [...networks],
    });
    const isAllowed = { ipSetReferenceStatement: { arn: set.attrArn } };
    return [
      {
        name: 'NotAllowed',
        action: { block: {} },
        statement: { notStatement: { statement: isAllowed } },
        visibilityConfig: visibility('NotAllowed'),
      },
    ];
  }
}

/**
 * A sender may be all there are, and the platform sends from few addresses: one alone may use the whole of the throttle.
 * Who sends more than that for minutes takes from the others, and is held back by this instead.
 */
const defaultRatePerIp = (ratePerSecond: number): number =>
  Math.max(minRatePerIp, Math.ceil(ratePerSecond * rateWindowSeconds));

/** Answers 429 and not 403: a sender that is only too fast is to send again. */
const rateRule = (limit: number): Rule => ({
  name: 'RatePerIp',
  action: {
    block: {
      customResponse: {
        responseCode: Number(throttled.statusCode),
        customResponseBodyKey: throttledBody,
        responseHeaders: [{ name: 'Retry-After', value: String(throttled.retryAfterSeconds) }],
      },
    },
  },
  statement: {
    rateBasedStatement: { limit, aggregateKeyType: 'IP', evaluationWindowSec: rateWindowSeconds },
  },
  visibilityConfig: visibility('RatePerIp'),
});

const managedRules = (name: (typeof ruleGroups)[number]): Rule => ({
  name,
  // Each rule of the group does what it says, but for those that are overridden.
  overrideAction: { none: {} },
  statement: {
    managedRuleGroupStatement: {
      vendorName: 'AWS',
      name,
      ruleActionOverrides: countedRules[name].map((rule) => ({ name: rule, actionToUse: { count: {} } })),
    },
  },
  visibilityConfig: visibility(name),
});

const jsonBody = ({ error, message }: typeof throttled): wafv2.CfnWebACL.CustomResponseBodyProperty => ({
  contentType: 'APPLICATION_JSON',
  content: JSON.stringify({ error, message }),
});

/** Counts, and no samples: those would show headers, addresses and paths of requests. */
function visibility(metricName: string): wafv2.CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false };
}
