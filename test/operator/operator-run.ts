import { createColors } from 'picocolors';
import { runProgram } from '../../tools/operator/program';
import type { Surroundings } from '../../tools/operator/surroundings';

export interface OperatorRun {
  readonly exitCode: number | undefined;
  readonly out: string;
  readonly error: string;
}

/** Runs a command line in surroundings of its own. */
export const runOperator = async (
  args: readonly string[],
  changes: Partial<Pick<Surroundings, 'env' | 'descriptionFile'>> & { readonly stdin?: string } = {},
): Promise<OperatorRun> => {
  const written = { out: '', error: '' };
  let exitCode: number | undefined;
  await runProgram(args, {
    env: changes.env ?? {},
    descriptionFile: changes.descriptionFile ?? '/nowhere/local.json',
    colors: createColors(false),
    readStdin: () => Promise.resolve(changes.stdin ?? ''),
    writeOut: (text) => {
      written.out += text;
    },
    writeError: (text) => {
      written.error += text;
    },
    setExitCode: (code) => {
      exitCode = code;
    },
  });
  return { exitCode, ...written };
};
