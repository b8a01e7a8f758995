import { once } from 'node:events';
import type { Server } from 'node:http';
import { isNativeError } from 'node:util/types';

export interface Listening {
  readonly port: number;
  /** Stops listening and closes every connection. */
  readonly close: () => Promise<void>;
}

/** A server could not listen on its port because another program does. */
export class PortInUseError extends Error {
  readonly port: number;

  constructor(port: number, options?: ErrorOptions) {
    super(
      `Port ${port} is in use by another program. Choose another with --port, or any free one with --port 0.`,
      options,
    );
    this.name = 'PortInUseError';
    this.port = port;
  }
}

/** Listens on 127.0.0.1 only; port 0 (the default) means any free one. Throws `PortInUseError`. */
export const listenOnLoopback = async (server: Server, port = 0): Promise<Listening> => {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if (isNativeError(error) && 'code' in error && error.code === 'EADDRINUSE') {
      throw new PortInUseError(port, { cause: error });
    }
    throw error;
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    port: address.port,
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
