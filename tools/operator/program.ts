import { Command, CommanderError } from 'commander';
import { addCheckCommand } from './source/check-command';
import { addSecretUsageCommand } from './secret-usage/secret-usage-command';
import { processSurroundings, type Surroundings } from './surroundings';

/** Every command there is. */
const createProgram = (surroundings: Surroundings): Command => {
  const program = new Command('switchboard')
    .description('What an operator does with a running Switchboard.')
    .exitOverride()
    .configureOutput({ writeOut: surroundings.writeOut, writeErr: surroundings.writeError });
  const source = program.command('source').description('Who sends events.');
  addCheckCommand(source, surroundings);
  addSecretUsageCommand(source, surroundings);
  return program;
};

/**
 * Runs what the command line asks for, and sets the exit code. A wrong command line is told with what would be right.
 *
 * @param args without the program and its file
 */
export const runProgram = async (
  args: readonly string[],
  surroundings: Surroundings = processSurroundings(),
): Promise<void> => {
  try {
    await createProgram(surroundings).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help that was asked for; help because nothing was asked for has another code.
    surroundings.setExitCode(error.exitCode === 0 ? 0 : 2);
  }
};
