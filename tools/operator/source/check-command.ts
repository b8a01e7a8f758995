import { type Command, InvalidArgumentError, Option } from 'commander';
import { signatureSchemes } from '../../../lambdas/contract/signature-scheme';
import { defaultEventFormat, eventFormats } from '../../../lambdas/contract/source-definition';
import { processSurroundings, type Surroundings } from '../surroundings';
import { checkSource } from './check-source';
import { CannotCheckError } from './errors';
import { findTarget, type TargetOptions } from './find-target';
import { checkAsJson, checkAsText, withoutSecrets } from './report-check';

interface CheckCommandOptions extends TargetOptions {
  readonly timeout: number;
  readonly json: boolean;
}

const parseSeconds = (value: string): number => {
  const seconds = Number(value);
  if (/^\d{1,3}$/.test(value) && seconds >= 1) return seconds;
  throw new InvalidArgumentError('A time-out is a whole number of seconds from 1 to 999.');
};

/** Adds `source check`. */
export const addCheckCommand = (
  source: Command,
  surroundings: Surroundings = processSurroundings(),
): void => {
  source
    .command('check')
    .description('Signs and posts a harmless test event, and explains the answer.')
    .argument(
      '[source]',
      'name of the source; by default the last part of the URL, or the only source of the local runner',
    )
    .option('--url <url>', "the webhook's URL; by default that of the running local runner")
    .addOption(
      new Option(
        '--scheme <name>',
        `how it signs: ${Object.keys(signatureSchemes).join(', ')}; by default the one of the source's name`,
      ),
    )
    .option('--scheme-file <file>', 'a JSON file with a scheme of your own')
    .addOption(
      new Option('--format <format>', `what it sends (default: ${defaultEventFormat})`).choices(eventFormats),
    )
    .option('--secret-env <name>', 'an environment variable holds the secret')
    .option('--secret-id <id>', 'name or ARN of the secret in Secrets Manager')
    .option('--secret-stdin', 'the secret comes from standard input')
    .option('--timeout <seconds>', 'how long to wait for an answer', parseSeconds, 10)
    .option('--json', 'write one JSON object', false)
    .action((name: string | undefined, options: CheckCommandOptions) => run(name, options, surroundings));
};

const run = async (
  name: string | undefined,
  options: CheckCommandOptions,
  surroundings: Surroundings,
): Promise<void> => {
  const { colors, writeOut, writeError, setExitCode } = surroundings;
  try {
    const target = await findTarget(name, options, surroundings);
    const explanation = await checkSource(target, { timeoutMs: options.timeout * 1000, now: Date.now });
    const checked = { target, explanation };
    writeOut(withoutSecrets(options.json ? checkAsJson(checked) : checkAsText(checked, colors), target));
    setExitCode(explanation.isOpen ? 0 : 1);
  } catch (error) {
    if (!(error instanceof CannotCheckError)) throw error;
    writeError(`${error.message}\n`);
    setExitCode(2);
  }
};
