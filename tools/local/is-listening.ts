import { once } from 'node:events';
import { connect } from 'node:net';

/** Whether a server takes connections at this URL. */
export const isListening = async (url: string): Promise<boolean> => {
  const { protocol, hostname, port } = new URL(url);
  const socket = connect(Number(port) || (protocol === 'https:' ? 443 : 80), hostname);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};
