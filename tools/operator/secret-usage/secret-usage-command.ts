import { readFileSync } from 'node:fs';
import { CloudWatchClient, type CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch';
import { type Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { judgeUsage, tellUsage } from './judge-usage';
import { maxHours, periodMinutesFor, readUsage } from './read-usage';

/** What the command sees of the process that runs it. */
export interface SecretUsageSurroundings {
  /** Where a running local runner describes itself. */
  readonly descriptionFile: string;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** 0: the previous secret is unused. 1: it is not, or that cannot be told. 2: the question was not asked. */
  readonly setExitCode: (code: 0 | 1 | 2) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. Default: the time of this machine. */
  readonly now?: () => number;
}

const description = z.object({
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  endpoints: z.object({ cloudwatch: z.string() }),
  sources: z.record(z.string(), z.unknown()),
});

interface Options {
  readonly hours: number;
  readonly local?: boolean;
}

/** Adds `secret-usage <source>`: whether the previous secret of a source is still in use. */
export const addSecretUsageCommand = (source: Command, surroundings: SecretUsageSurroundings): void => {
  source
    .command('secret-usage')
    .description("Whether a source's previous signing secret is still in use, from the metrics.")
    .argument('<source>', 'name of the source')
    .option('--hours <n>', `how far back to look, 1 to ${maxHours}`, wholeHours, 24)
    .option('--local', 'ask the local runner instead of AWS (account and region as the AWS CLI has them)')
    .action((name: string, options: Options) => run(name, options, surroundings));
};

const run = async (
  source: string,
  { hours, local = false }: Options,
  surroundings: SecretUsageSurroundings,
): Promise<void> => {
  const { descriptionFile, now = Date.now } = surroundings;
  const config = local ? readLocal(descriptionFile, source) : readAws(surroundings.env);
  if (typeof config === 'string') {
    surroundings.writeError(`${config}\n`);
    return surroundings.setExitCode(2);
  }
  const client = new CloudWatchClient(config);
  try {
    const usage = await readUsage(client, { source, hours, nowMs: now() });
    const judgement = judgeUsage(usage);
    const periodMinutes = periodMinutesFor(hours);
    surroundings.writeOut(`${tellUsage(judgement, { source, hours, periodMinutes })}\n`);
    surroundings.setExitCode(judgement.kind === 'unused' ? 0 : 1);
  } catch (error) {
    surroundings.writeError(`${cannotRead(error)}\n`);
    surroundings.setExitCode(2);
  } finally {
    client.destroy();
  }
};

const cannotRead = (error: unknown): string =>
  `The metrics cannot be read: ${error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error'} It takes cloudwatch:GetMetricData, and the region and credentials of the stack's account; for the local runner, --local.`;

/** The AWS CLI has another name for the region than the SDK, and both are in use. Without either: the profile's. */
const readAws = ({
  AWS_REGION,
  AWS_DEFAULT_REGION,
}: SecretUsageSurroundings['env']): CloudWatchClientConfig => {
  const region = AWS_REGION ?? AWS_DEFAULT_REGION;
  return { maxAttempts: 2, ...(region && { region }) };
};

/** How to reach the local runner, or a sentence that says why not. */
const readLocal = (path: string, source: string): CloudWatchClientConfig | string => {
  const parsed = description.safeParse(readJson(path));
  if (!parsed.success) return `No local runner describes itself in ${path}. Start one with npm start.`;
  const { region, credentials, endpoints, sources } = parsed.data;
  if (source in sources) return { region, credentials, endpoint: endpoints.cloudwatch };
  return `The local runner has no source "${source}". It has ${Object.keys(sources).join(', ')}.`;
};

const readJson = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};

const wholeHours = (text: string): number => {
  const hours = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (hours >= 1 && hours <= maxHours) return hours;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${maxHours}.`);
};
