// What an execution environment runs: loads the function's bundle and takes invocations from the
// Runtime API, one at a time. Plain JavaScript, so that it starts without a compiler.
import { existsSync } from 'node:fs';
import http from 'node:http';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const variables = process.env;
const runtimeUrl = `http://${variables.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const streams = [process.stdout, process.stderr].map((stream) => stream.write.bind(stream));

// Nothing is left behind when the runner dies, even by SIGKILL: its end of the pipe and of every
// connection is closed then.
const leave = () => process.exit(1);
process.stdin.on('close', leave).resume();
// Ctrl-C reaches every process of the terminal; when this one ends is the runner's business.
process.on('SIGINT', () => {});

const call = (method, path, body) =>
  new Promise((resolve) => {
    const request = http.request(runtimeUrl + path, { method, agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', leave);
      response.on('end', () =>
        resolve({ headers: response.headers, text: Buffer.concat(chunks).toString() }),
      );
    });
    request.on('error', leave);
    request.end(body);
  });

const ownFrame = (line) => !line.includes('node:') && !line.includes(import.meta.url);

const describeError = (thrown) => {
  const isError = thrown instanceof Error;
  return JSON.stringify({
    errorType: isError ? thrown.name : typeof thrown,
    errorMessage: isError ? thrown.message : String(thrown),
    trace: isError ? (thrown.stack ?? '').split('\n').slice(1).filter(ownFrame).slice(0, 10) : [],
  });
};

const named = (name, message, cause) => Object.assign(new Error(message, { cause }), { name });

const loadHandler = async () => {
  const [file, ...exported] = basename(variables._HANDLER).split('.');
  const stem = join(variables.LAMBDA_TASK_ROOT, dirname(variables._HANDLER), file);
  const path = ['.mjs', '.js', '.cjs'].map((extension) => stem + extension).find(existsSync);
  if (path === undefined) throw named('Runtime.ImportModuleError', `there is no ${file}.mjs, .js or .cjs`);
  const module = await import(pathToFileURL(path));
  const pick = (from) => exported.reduce((value, key) => value?.[key], from);
  const handler = pick(module) ?? pick(module.default);
  if (typeof handler !== 'function') {
    throw named('Runtime.HandlerNotFound', `${variables._HANDLER} is not an exported function`);
  }
  return handler;
};

const contextOf = (headers) => ({
  awsRequestId: headers['lambda-runtime-aws-request-id'],
  callbackWaitsForEmptyEventLoop: true,
  functionName: variables.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: variables.AWS_LAMBDA_FUNCTION_VERSION,
  invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
  logGroupName: variables.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: variables.AWS_LAMBDA_LOG_STREAM_NAME,
  memoryLimitInMB: variables.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  getRemainingTimeInMillis: () => Math.max(0, Number(headers['lambda-runtime-deadline-ms']) - Date.now()),
});

const answer = async (handler, headers, text) => {
  try {
    const result = await handler(JSON.parse(text), contextOf(headers));
    return ['response', JSON.stringify(result) ?? 'null'];
  } catch (thrown) {
    return ['error', describeError(thrown)];
  }
};

const handler = await loadHandler().catch(async (thrown) => {
  await call('POST', '/init/error', describeError(thrown));
  return leave();
});

for (;;) {
  const { headers, text } = await call('GET', '/invocation/next');
  const requestId = headers['lambda-runtime-aws-request-id'];
  variables._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
  const [kind, body] = await answer(handler, headers, text);
  // Tells the runner that every line of this invocation has been written.
  for (const write of streams) write(`\0${requestId}\n`);
  await call('POST', `/invocation/${requestId}/${kind}`, body);
}
