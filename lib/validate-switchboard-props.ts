import { maxBodyBytes, minClaimRetentionHours } from '../lambdas/contract/limits';
import {
  defaultPayloadLimits,
  maxMessageBodyBytes,
  minClaimCheckBytes,
} from '../lambdas/contract/payload-limits';
import { signatureSchemes } from '../lambdas/contract/signature-scheme';
import type { SourceDefinition } from '../lambdas/contract/source-definition';
import type { SwitchboardProps } from './switchboard-props';
import { validateDependencies } from './validate-dependencies';
import { validateManifests } from './validate-manifests';
import { validateWaf } from './validate-waf';
import { duplicatesOf, wholeNumber, kebabName, show } from './validation-rules';

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
  ...validateStageName(props),
  ...validateThrottling(props),
  ...validateWaf(props),
  ...validateClaimRetention(props),
  ...wholeNumber('maxBodyBytes', props.maxBodyBytes, [1, maxBodyBytes]),
  ...validatePayloads(props),
];

function validateSources(sources: readonly SourceDefinition[]): string[] {
  const schemes = Object.keys(signatureSchemes);
  return [
    ...(sources.length === 0 ? ['There is no source, but somebody must send: give at least one.'] : []),
    ...sources.flatMap(({ name }) => kebabName(`Source name ${show(name)}`, name)),
    ...sources
      .filter(({ scheme }) => typeof scheme === 'string' && !schemes.includes(scheme))
      .map(
        ({ name, scheme }) =>
          `Source ${show(name)}: scheme is ${show(scheme)}, but must be one of ${schemes.join(', ')}: choose one.`,
      ),
    ...duplicatesOf(sources.map(({ name }) => name)).map(
      (name) => `Source name ${show(name)} is used more than once, but names a route: rename one.`,
    ),
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

function validatePayloads({ payloads = {} }: SwitchboardProps): string[] {
  const { inlineBytes, claimCheckBytes } = { ...defaultPayloadLimits, ...payloads };
  return [
    ...wholeNumber('payloads.inlineBytes', inlineBytes, [1, maxMessageBodyBytes]),
    ...wholeNumber('payloads.claimCheckBytes', claimCheckBytes, [minClaimCheckBytes, maxMessageBodyBytes]),
    ...(inlineBytes > claimCheckBytes
      ? [
          `payloads.inlineBytes is ${show(inlineBytes)}, but must be payloads.claimCheckBytes (${show(claimCheckBytes)}) at most: lower it.`,
        ]
      : []),
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
