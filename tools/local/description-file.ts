import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isNativeError } from 'node:util/types';
import * as z from 'zod';
import { isListening } from './is-listening';
import type { LocalDescription } from './local-switchboard';

/** Another runner is at work in this project. */
export class AlreadyRunningError extends Error {
  constructor(pid: number, apiUrl: string, path: string) {
    super(
      `Switchboard runs here already: ${apiUrl}, process ${pid} (see ${path}). End it with Ctrl-C in its terminal or with: kill ${pid}`,
    );
    this.name = 'AlreadyRunningError';
  }
}

const ownerSchema = z.object({ pid: z.number(), apiUrl: z.url() });

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isNativeError(error) && 'code' in error && error.code === 'EPERM';
  }
};

const readOwner = (path: string): z.infer<typeof ownerSchema> | undefined => {
  try {
    return ownerSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
};

/** `local.json`, which tells other programs where everything is while the runner lives. */
export interface DescriptionFile {
  readonly path: string;
  readonly write: (description: LocalDescription) => void;
  readonly remove: () => void;
}

/**
 * Opens the file for this process; nothing is written yet. A file that a dead runner left is replaced.
 * Throws `AlreadyRunningError` when its runner is alive. Readers never see half a file, and only this
 * user can read it, since it holds the local secrets.
 */
export const openDescriptionFile = async (path: string): Promise<DescriptionFile> => {
  const owner = readOwner(path);
  // A process id alone may have been given to another program since.
  if (owner && owner.pid !== process.pid && isAlive(owner.pid) && (await isListening(owner.apiUrl))) {
    throw new AlreadyRunningError(owner.pid, owner.apiUrl, path);
  }
  const temporary = `${path}.${process.pid}`;
  return {
    path,
    write: (description) => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(temporary, `${JSON.stringify(description, null, 2)}\n`, { mode: 0o600 });
      renameSync(temporary, path);
    },
    remove: () => {
      if (readOwner(path)?.pid === process.pid) rmSync(path, { force: true });
    },
  };
};
