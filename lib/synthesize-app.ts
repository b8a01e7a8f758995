import type { App } from 'aws-cdk-lib';
import { BundlingError } from './bundling-error';
import { ConfigurationError } from './configuration-error';

/**
 * Synthesizes an app, or ends the process with status 1 and the problems of the configuration or of
 * what is bundled, without a stack trace.
 *
 * @param create may throw a ConfigurationError or a BundlingError. Ends at once then: an app that is only half built would be
 *   synthesized by itself when the process comes to its end, and complain about what is missing.
 */
export function synthesizeApp(create: () => App): void {
  try {
    create().synth();
  } catch (error) {
    if (!(error instanceof ConfigurationError || error instanceof BundlingError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
