import { createServer } from 'node:http';
import { listenOnLoopback } from '../listen-on-loopback';
import { answerRequest, type Answering } from './answer-request';

export interface StandInOptions extends Answering {
  /** 0, the default, takes any free port. */
  readonly port?: number | undefined;
}

export interface StandIn {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Ends at once: open connections are cut. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a stand-in for another system on the loopback interface. Nothing is logged.
 *
 * @throws {PortInUseError}
 */
export const startStandIn = async ({ port, ...answering }: StandInOptions): Promise<StandIn> => {
  const server = createServer((request, response) => void answerRequest(request, response, answering));
  const listening = await listenOnLoopback(server, port);
  return { url: `http://127.0.0.1:${listening.port}`, close: () => listening.close() };
};
