import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionLine } from '../../../tools/local/lambda/invocation';
import { LocalFunction, type LocalFunctionOptions } from '../../../tools/local/lambda/local-function';
import type { FunctionDefinition } from '../../../tools/local/model';
import { scratchFolder } from '../../scratch-folder';

/** A bundle of one file, in a folder of its own. */
export const bundle = (source: string, file = 'index.mjs'): string => {
  const folder = scratchFolder();
  writeFileSync(join(folder, file), source);
  return folder;
};

export const definitionOf = (
  source: string,
  overrides: Partial<FunctionDefinition> = {},
): FunctionDefinition => ({
  logicalId: 'Fixture',
  name: 'fixture-function',
  arn: 'arn:aws:lambda:us-east-1:000000000000:function:fixture-function',
  codePath: bundle(source),
  handler: 'index.handler',
  timeoutSeconds: 5,
  memoryMiB: 128,
  environment: {},
  ...overrides,
});

/** Functions of a test file, all of them ended by `closeAll`. */
export const functionFixture = () => {
  const functions: LocalFunction[] = [];
  const lines: FunctionLine[] = [];
  return {
    lines,
    start: (
      source: string,
      options: Partial<Omit<LocalFunctionOptions, 'definition'>> = {},
      overrides: Partial<FunctionDefinition> = {},
    ): LocalFunction => {
      const started = new LocalFunction({
        definition: definitionOf(source, overrides),
        region: 'us-east-1',
        onLine: (line) => lines.push(line),
        ...options,
      });
      functions.push(started);
      return started;
    },
    closeAll: async (): Promise<void> => {
      lines.length = 0;
      await Promise.all(functions.splice(0).map((one) => one.close()));
    },
  };
};
