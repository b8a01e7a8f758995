import { canary } from './canary';

/** Services that can fail, and do so while a case runs. */
export const services = ['secrets', 'claims', 'queues', 'quarantine', 'payloads'] as const;
export type Service = (typeof services)[number];

/** An error as the services' clients throw them: it quotes what it was called with. */
const quotingError = (): Error =>
  Object.assign(new Error(`The call with ${canary} failed.`), {
    input: canary,
    $metadata: { httpStatusCode: 400 },
  });

/** Writes down the calls of services, and has one of them fail. */
export class ServiceCalls {
  readonly #calls: Service[] = [];
  #failing: Service | undefined;

  begin(failing: Service | undefined): void {
    this.#failing = failing;
    this.#calls.length = 0;
  }

  /** But for the secrets. */
  get made(): readonly Service[] {
    return this.#calls.filter((service) => service !== 'secrets');
  }

  run<T>(service: Service, run: () => Promise<T>): Promise<T> {
    this.#calls.push(service);
    return this.#failing === service ? Promise.reject(quotingError()) : run();
  }
}
