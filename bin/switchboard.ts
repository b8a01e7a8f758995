import { ConfigurationError } from '../lib/configuration-error';
import { createApp } from '../lib/create-app';

try {
  createApp().synth();
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
