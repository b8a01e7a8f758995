import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import cdkJson from '../cdk.json';
import type { ModuleManifest } from '../lambdas/contract/module-manifest';
import type { SourceDefinition } from '../lambdas/contract/source-definition';
import { parseDeploymentContext } from './deployment-context';
import { stages } from './stage-config';
import { SwitchboardStack } from './switchboard-stack';

export interface CreateAppOptions {
  /** The modules to deploy. @default those of the stage */
  readonly modules?: readonly ModuleManifest[];
  /** Who sends. @default those of the stage */
  readonly sources?: readonly SourceDefinition[];
  /** Context as `-c` gives it, such as `{ stage: 'prod' }`. @default none */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Folder for the cloud assembly. @default what the CDK CLI asks for, or else a temporary folder */
  readonly outdir?: string;
  /** Whether the functions are bundled. Without, their assets are the plain sources. @default true */
  readonly bundling?: boolean;
}

/** The CDK app of one stage: the stack `switchboard-<stage>`, checked by cdk-nag when it is synthesized. */
export function createApp(options: CreateAppOptions = {}): App {
  const { context = {}, outdir, bundling = true } = options;
  const app = new App({
    // The CDK CLI passes these too; a template synthesized without it has to be the same.
    context: cdkJson.context,
    analyticsReporting: false,
    postCliContext: {
      // SAM and the local runner find a function's code by this metadata.
      'aws:cdk:enable-asset-metadata': true,
      'aws:cdk:enable-path-metadata': true,
      ...(!bundling && { 'aws:cdk:bundling-stacks': [] }),
      ...context,
    },
    ...(outdir !== undefined && { outdir }),
  });
  addStack(app, options);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return app;
}

function addStack(app: App, { modules, sources }: CreateAppOptions): SwitchboardStack {
  const deployment = parseDeploymentContext((key) => app.node.tryGetContext(key), modules);
  return new SwitchboardStack(app, `switchboard-${deployment.stage}`, {
    ...deployment,
    config: {
      ...stages[deployment.stage],
      ...(deployment.api && { api: deployment.api }),
      ...(modules && { modules }),
      ...(sources && { sources }),
    },
  });
}
