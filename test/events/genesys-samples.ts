import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An event as a partner event bus carries it, with what a webhook would be sent of the same event. */
export interface GenesysSample {
  /** Name of the file, the same for both. */
  readonly file: string;
  /** The EventBridge event, as the rule hands it on. */
  readonly busEvent: unknown;
  /**
   * The same event in the format `switchboard`, under the same id: the very bytes to sign and send. Absent for what no
   * module wants.
   */
  readonly twin?: Buffer;
}

export const genesysEvents = join(__dirname, '../../events/genesys');

/** The samples of Genesys Cloud's events, in the order in which they happened. */
export const genesysSamples = (folder = genesysEvents): readonly GenesysSample[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((file) => {
      const busEvent: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      const twin = join(folder, 'twins', file);
      return { file, busEvent, ...(existsSync(twin) && { twin: readFileSync(twin) }) };
    });
