import type { Standing } from '../../core/failure/decide-failure';
import type { Breakers, Invocation } from '../ports';
import { CircuitBreaker, type CircuitBreakerParts } from './circuit-breaker';

/** The breakers of the dependencies that a module's manifest names, made when they are first asked for. */
export class CircuitBreakers implements Breakers {
  readonly #parts: CircuitBreakerParts;
  readonly #breakers = new Map<string, CircuitBreaker>();

  constructor(parts: CircuitBreakerParts) {
    this.#parts = parts;
  }

  call<Result>(
    dependency: string,
    fn: (signal: AbortSignal) => Promise<Result>,
    circumstances: { readonly signal: AbortSignal; readonly invocation: Invocation },
  ): Promise<Result> {
    return this.#of(dependency).call(fn, circumstances);
  }

  standing(dependency: string): Promise<Standing> {
    return this.#of(dependency).standing();
  }

  suspect(dependency: string): Promise<void> {
    return this.#of(dependency).suspect();
  }

  #of(dependency: string): CircuitBreaker {
    const known = this.#breakers.get(dependency);
    if (known) return known;
    const breaker = new CircuitBreaker(dependency, this.#parts);
    this.#breakers.set(dependency, breaker);
    return breaker;
  }
}
