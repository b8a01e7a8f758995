import { subscribe } from 'node:diagnostics_channel';
import { pathToFileURL } from 'node:url';

/**
 * Runs the bundle that its argument names, one invocation after the other, and tells what each took. Node runs this
 * file as it is, without a compiler in the process that would be measured with it.
 *
 * The clock stands still at the time that an invocation is given: what a window leaves open then depends on nothing
 * else, such as how long the benchmark has been running.
 */
interface Invocation {
  readonly event: unknown;
  readonly nowMs: number;
}

type Handler = (event: unknown, context: { getRemainingTimeInMillis(): number }) => Promise<unknown>;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isInvocation = (value: unknown): value is Invocation =>
  isObject(value) && 'event' in value && 'nowMs' in value && typeof value.nowMs === 'number';

const hasHandler = (value: unknown): value is { readonly handler: Handler } =>
  isObject(value) && 'handler' in value && typeof value.handler === 'function';

const loadHandler = async (file: string): Promise<Handler> => {
  const bundle: unknown = await import(pathToFileURL(file).href);
  if (!hasHandler(bundle)) throw new Error(`${file} exports no handler.`);
  return bundle.handler;
};

const context = { getRemainingTimeInMillis: (): number => 10_000 };
let nowMs = 0;
let calls = 0;
Date.now = () => nowMs;
subscribe('http.client.request.start', () => {
  calls += 1;
});

const measure = async (handler: Handler, invocation: Invocation) => {
  nowMs = invocation.nowMs;
  calls = 0;
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const response = await handler(invocation.event, context);
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wallMs, cpuMs: (user + system) / 1000, calls, response };
};

const handler = await loadHandler(process.argv[2] ?? '');
process.on('disconnect', () => process.exit());
process.on('message', (message) => {
  if (!isInvocation(message)) throw new Error('This is no invocation.');
  void measure(handler, message).then((measured) => process.send?.(measured));
});
process.send?.('ready');
