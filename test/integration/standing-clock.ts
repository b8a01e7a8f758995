import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ManualClock } from '../../tools/local/clock';
import type { StackModel } from '../../tools/local/model';

const preload = pathToFileURL(join(__dirname, 'standing-time.mjs')).href;

/**
 * One time for the queues, the functions' processes and the runner that tells them until when they may work. It stands
 * still until a test moves it; how long something takes is measured in real time all the same.
 */
export class StandingClock extends ManualClock {
  readonly #path: string;
  readonly #file: number;
  readonly #runnersTime: jest.SpyInstance<number>;

  /** @param folder takes the file that the functions' processes read the time from */
  constructor(folder: string) {
    super(Date.now());
    this.#path = join(folder, 'now');
    this.#file = openSync(this.#path, 'w');
    this.#write(this.now());
    this.#runnersTime = jest.spyOn(Date, 'now').mockImplementation(() => this.now());
  }

  /** Makes every function's process see this time. */
  readonly adjustModel = (model: StackModel): StackModel => {
    const variables = { NODE_OPTIONS: `--import=${preload}`, STANDING_TIME_FILE: this.#path };
    return {
      ...model,
      functions: model.functions.map((definition) => ({
        ...definition,
        environment: { ...definition.environment, ...variables },
      })),
    };
  };

  override advance(byMs: number): void {
    this.#write(this.now() + byMs);
    super.advance(byMs);
  }

  close(): void {
    this.#runnersTime.mockRestore();
    closeSync(this.#file);
  }

  #write(nowMs: number): void {
    const content = Buffer.alloc(8);
    content.writeDoubleLE(nowMs);
    writeSync(this.#file, content, 0, content.length, 0);
  }
}
