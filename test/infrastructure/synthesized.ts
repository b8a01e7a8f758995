import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import cdkJson from '../../cdk.json';
import { agentPresence } from '../../lambdas/modules/agent-presence/manifest';
import { createApp, type CreateAppOptions } from '../../lib/create-app';
import type { StageName } from '../../lib/stage-config';
import { Switchboard } from '../../lib/switchboard';
import type { SwitchboardProps } from '../../lib/switchboard-props';
import { auditTrail, callFlow } from './fixture-manifests';
import { scratchFolder } from '../scratch-folder';

const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
  DependsOn: z.array(z.string()).default([]),
  Metadata: z.record(z.string(), z.unknown()).default({}),
});

const templateSchema = z.object({
  Resources: z.record(z.string(), resourceSchema),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).default({}),
});

export type Resource = z.infer<typeof resourceSchema>;

/** A synthesized template, its resources found by construct path (`Claims/Table`) instead of by logical id. */
export class Synthesized {
  readonly outputs: Readonly<Record<string, { readonly Value: unknown }>>;
  readonly #resources: Readonly<Record<string, Resource>>;

  constructor(template: unknown) {
    const { Resources, Outputs } = templateSchema.parse(template);
    this.#resources = Resources;
    this.outputs = Outputs;
  }

  get(wanted: string): Resource {
    const found = this.all().get(wanted);
    if (found === undefined)
      throw new Error(`No resource at ${wanted}; there are ${[...this.all().keys()].join(', ')}.`);
    return found;
  }

  /** All resources by their path, or those of one type. */
  all(type?: string): Map<string, Resource> {
    return new Map(
      Object.entries(this.#resources)
        .filter(([, resource]) => type === undefined || resource.Type === type)
        .map(([id, resource]) => [pathOf(id, resource), resource]),
    );
  }

  /** A value in which every reference to a resource is replaced by `<Claims/Table>` or `<Claims/Table.Arn>`. */
  readable(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.readable(item));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [key, argument] = entries[0] ?? [];
    if (entries.length === 1 && key === 'Ref') return `<${this.#pathOfId(String(argument))}>`;
    if (entries.length === 1 && key === 'Fn::GetAtt' && Array.isArray(argument)) {
      return `<${this.#pathOfId(String(argument[0]))}.${String(argument[1])}>`;
    }
    if (entries.length === 1 && key === 'Fn::Join' && Array.isArray(argument)) {
      return [this.readable(argument[1])].flat().join(String(argument[0]));
    }
    return Object.fromEntries(entries.map(([name, item]) => [name, this.readable(item)]));
  }

  #pathOfId(id: string): string {
    const resource = this.#resources[id];
    return resource === undefined ? id : pathOf(id, resource);
  }
}

/** The path below the `Switchboard` construct, without CDK's `Resource` and `Default` parts. */
function pathOf(id: string, resource: Resource): string {
  const full = resource.Metadata['aws:cdk:path'];
  if (typeof full !== 'string') return id;
  return full
    .split('/')
    .slice(2)
    .filter((part) => part !== 'Resource' && part !== 'Default')
    .join('/');
}

const alarmTopicArn = 'arn:aws:sns:eu-central-1:123456789012:alarms';

/** A partner event bus, as a customer's is called. */
export const genesysEventBus = 'aws.partner/genesys.com/cloud/5f0a8a8e-7d6b-4f0e-9a53-0b8f3d1c2e47/live';

/** What the app is told to synthesize one module of each policy, with a dependency, and a source with both doors. */
export const everyPolicy = {
  modules: [agentPresence, callFlow, auditTrail],
  context: {
    stage: 'prod',
    alarmTopicArn,
    crmUrl: 'https://crm.example.com',
    genesysEventBus,
    genesysRegion: 'mypurecloud.ie',
  },
} as const satisfies CreateAppOptions;

/**
 * The template of a stage of this app, as `cdk synth` gives it but for the bundles and with one module, so that a new
 * one changes no test. Synthesized once.
 */
export const synthesizeStage = (stage: StageName): Synthesized =>
  synthesizeOnce(stage, { modules: [agentPresence], context: { stage, alarmTopicArn } });

/** The same of prod with one module of each policy, and a platform. */
export const synthesizeEveryPolicy = (): Synthesized => synthesizeOnce('every-policy', everyPolicy);

/** The same of dev behind an HTTP API. */
export const synthesizeHttpApi = (): Synthesized =>
  synthesizeOnce('http-api', {
    ...everyPolicy,
    context: { ...everyPolicy.context, stage: 'dev', api: 'http' },
  });

function synthesizeOnce(key: string, options: CreateAppOptions): Synthesized {
  const known = templates.get(key);
  if (known !== undefined) return known;
  const silenced = jest.spyOn(console, 'error').mockImplementation();
  const [stack] = createApp({ ...options, outdir: scratchFolder(), bundling: false }).synth().stacks;
  silenced.mockRestore();
  const synthesized = new Synthesized(stack?.template);
  templates.set(key, synthesized);
  return synthesized;
}

const templates = new Map<string, Synthesized>();

/** A stack with one Switchboard of one source and one module but for what is given, without cdk-nag. */
export function stackWith(props: Partial<SwitchboardProps> = {}): Stack {
  const stack = emptyStack();
  addSwitchboard(stack, props);
  return stack;
}

export const addSwitchboard = (stack: Stack, props: Partial<SwitchboardProps>): Switchboard =>
  new Switchboard(stack, 'Switchboard', { ...minimalProps, ...props });

export function emptyStack(): Stack {
  const app = new App({
    context: cdkJson.context,
    analyticsReporting: false,
    outdir: scratchFolder(),
    postCliContext: { 'aws:cdk:bundling-stacks': [], 'aws:cdk:enable-path-metadata': true },
  });
  return new Stack(app, 'Test');
}

export function synthesize(stack: Stack): Synthesized {
  const assembly = App.of(stack)?.synth();
  if (assembly === undefined) throw new Error('The stack belongs to no app.');
  return new Synthesized(assembly.getStackByName(stack.stackName).template);
}

export const minimalProps = {
  sources: [{ name: 'genesys', scheme: 'genesys' }],
  modules: [
    {
      name: 'call-log',
      description: 'Keeps calls.',
      policy: 'latest',
      types: ['call.ended'],
      entity: { type: 'call', idFrom: ['subject'] },
    },
  ],
  deletionProtection: false,
} as const satisfies SwitchboardProps;

/** One module of each policy, with a dependency. */
export const everyPolicyProps = {
  modules: [minimalProps.modules[0], callFlow, auditTrail],
  dependencies: { crm: { url: 'https://crm.example.com', tokenUrl: 'https://login.example.com/token' } },
} as const satisfies Partial<SwitchboardProps>;

export const warningsOf = (stack: Stack): string[] =>
  Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => JSON.stringify(entry.data));
