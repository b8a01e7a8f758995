import { runProgram } from './program';

const main = async (): Promise<void> => {
  try {
    await runProgram(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
};

void main();
