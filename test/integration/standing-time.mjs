// Loaded into each function's process before anything else: there it is as late as a file says, in milliseconds since
// the epoch as a double, so that a test can move the time of bundles that know nothing of it.
import { openSync, readSync } from 'node:fs';

const file = openSync(process.env.STANDING_TIME_FILE, 'r');
const content = Buffer.alloc(8);

const now = () => {
  readSync(file, content, 0, content.length, 0);
  return content.readDoubleLE();
};

Date.now = now;
globalThis.Date = new Proxy(Date, {
  construct: (target, given, newTarget) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
});
