import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

/** A new folder, which is removed when the tests of the file are over. */
export const scratchFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-test-'));
  made.push(folder);
  return folder;
};

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});
