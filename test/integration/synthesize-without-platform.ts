import { Validations } from 'aws-cdk-lib';
import { type CreateAppOptions, createApp } from '../../lib/create-app';

/** Synthesizes an app in which truncated events have nowhere to go, which is worth a warning anywhere else. */
export const synthesizeWithoutPlatform = (options: CreateAppOptions): void => {
  const app = createApp(options);
  const reason = 'These tests send nothing that is truncated, or bring a platform of their own.';
  Validations.of(app).acknowledge({ id: 'Annotation::switchboard:no-hydration', reason });
  app.synth();
};
