import { apiKinds } from '../lambdas/contract/api-kind';
import { maxBodyBytes, minClaimRetentionHours } from '../lambdas/contract/limits';
import type { SwitchboardProps } from './switchboard-props';
import { validateDependencies } from './validate-dependencies';
import { validateManifests } from './validate-manifests';
import { validateSources } from './validate-sources';
import { validateRotation } from './validate-rotation';
import { validateWaf } from './validate-waf';
import { wholeNumber, show } from './validation-rules';

/** API Gateway's form of a stage name. */
const apiStageName = /^[A-Za-z0-9_-]{1,128}$/;

/**
 * What is wrong with the props: a sentence for each problem, with the value, the rule and what to do.
 * Empty if nothing is.
 */
export const validateSwitchboardProps = (props: SwitchboardProps): string[] => [
  ...validateSources(props.sources),
  ...(props.modules.length === 0
    ? ['There is no module, but events must go somewhere: give at least one.']
    : []),
  ...validateManifests(props.modules),
  ...validateDependencies(props),
  ...validateApi(props),
  ...validateStageName(props),
  ...validateThrottling(props),
  ...validateWaf(props),
  ...validateClaimRetention(props),
  ...validateRotation(props),
  ...wholeNumber('maxBodyBytes', props.maxBodyBytes, [1, maxBodyBytes]),
];

function validateApi({ api, waf }: SwitchboardProps): string[] {
  if (api !== undefined && !apiKinds.includes(api)) {
    return [`api is ${show(api)}, but must be one of ${apiKinds.join(', ')}: choose one.`];
  }
  if (api !== 'http' || waf === undefined) return [];
  return [
    `waf is ${show(waf)}, but api is "http", and an HTTP API takes no web ACL: leave waf out (of the stage in lib/stage-config.ts), or let api be "rest".`,
  ];
}

const validateStageName = ({ stageName }: SwitchboardProps): string[] =>
  stageName === undefined || apiStageName.test(stageName)
    ? []
    : [
        `stageName is ${show(stageName)}, but is part of the URL and must be 1 to 128 letters, digits, hyphens and underscores: rename it.`,
      ];

function validateThrottling({ throttling }: SwitchboardProps): string[] {
  if (throttling === undefined) return [];
  const { ratePerSecond, burst, floorPerSecond } = throttling;
  return [
    ...(Number.isFinite(ratePerSecond) && ratePerSecond > 0
      ? []
      : [
          `throttling.ratePerSecond is ${show(ratePerSecond)}, but must be a number above 0, or no delivery gets through: raise it.`,
        ]),
    ...(Number.isInteger(burst) && burst > 0
      ? []
      : [
          `throttling.burst is ${show(burst)}, but must be a whole number above 0, or no delivery gets through: raise it.`,
        ]),
    ...(floorPerSecond === undefined || (floorPerSecond > 0 && floorPerSecond <= ratePerSecond)
      ? []
      : [
          `throttling.floorPerSecond is ${show(floorPerSecond)}, but must be a number above 0, or the door closes, and ratePerSecond (${show(ratePerSecond)}) at most: choose one between.`,
        ]),
  ];
}

function validateClaimRetention({ claimRetention }: SwitchboardProps): string[] {
  if (claimRetention === undefined) return [];
  const hours = claimRetention.toHours({ integral: false });
  if (Number.isInteger(hours) && hours >= minClaimRetentionHours) return [];
  return [
    `claimRetention is ${hours} hours, but must be whole hours, ${minClaimRetentionHours} at least, or a sender's late retry would be accepted again: keep claims longer.`,
  ];
}
