import { environment } from '../contract/environment';
import { maxMessageBodyBytes, minClaimCheckBytes, type PayloadLimits } from '../contract/payload-limits';
import type { EnvironmentReader } from './environment-reader';

export interface PayloadSettings {
  /** Name of the bucket for what is too large for a message. */
  readonly payloadBucket: string;
  readonly payloadLimits: PayloadLimits;
}

/** Reads which data is too large for a message, and where it is kept then. */
export const readPayloadSettings = (reader: EnvironmentReader): PayloadSettings => {
  const payloadBucket = reader.text(environment.payloadBucket);
  const inlineBytes = reader.integer(environment.inlineBytes, { min: 1, max: maxMessageBodyBytes });
  const claimCheckBytes = reader.integer(environment.claimCheckBytes, {
    min: minClaimCheckBytes,
    max: maxMessageBodyBytes,
  });
  if (inlineBytes > claimCheckBytes) {
    reader.problem(
      `${environment.inlineBytes} is ${inlineBytes}. It must not be more than ${environment.claimCheckBytes}, ${claimCheckBytes}; lower it.`,
    );
  }
  return { payloadBucket, payloadLimits: { inlineBytes, claimCheckBytes } };
};
