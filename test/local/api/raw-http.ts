import { once } from 'node:events';
import { connect } from 'node:net';

/** Sends these very bytes and resolves with all that comes back before the server closes the connection. */
export const rawHttp = async (url: string, ...parts: readonly (string | Buffer)[]): Promise<string> => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  for (const part of parts) socket.write(part);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
};
