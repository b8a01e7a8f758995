import { isDeepStrictEqual } from 'node:util';
import type {
  FeatureModule,
  LatestModule,
  ModuleEvent,
  SequenceModule,
} from '../../lambdas/processor/feature-module';

/** A module with an `apply` that is checked with every call: it must be pure, as it may run again at any time. */
export class PurityCheck {
  readonly module: FeatureModule;
  /** What was found, in words. */
  readonly problems = new Set<string>();

  constructor(module: FeatureModule) {
    this.module = this.#checking(module);
  }

  #checking(module: FeatureModule): FeatureModule {
    if (isSequence(module)) {
      return {
        ...module,
        apply: (state, event, place) =>
          this.#check((given) => module.apply(given.state, given.event, place), { state, event }),
        ...(module.react && { react: module.react.bind(module) }),
      };
    }
    if (isLatest(module)) {
      return {
        ...module,
        apply: (event: ModuleEvent) => this.#check((given) => module.apply(given.event), { event }),
      };
    }
    return module;
  }

  /** Twice, with what it is given unchangeable. */
  #check<Given extends object, State>(apply: (given: Given) => State, given: Given): State {
    const unharmed = structuredClone(given);
    try {
      const state = apply(frozen(given));
      if (!isDeepStrictEqual(state, apply(given))) {
        this.problems.add(
          'apply gave two different states for the same event; it must use no clock, no randomness and nothing that it remembers',
        );
      }
      return state;
    } catch (error) {
      if (succeeds(() => apply(unharmed))) {
        this.problems.add('apply changes the state or the event that it is given; it must make a new state');
      }
      throw error;
    }
  }
}

const isSequence = (module: FeatureModule): module is SequenceModule => module.manifest.policy === 'sequence';
const isLatest = (module: Exclude<FeatureModule, SequenceModule>): module is LatestModule =>
  module.manifest.policy === 'latest';

const succeeds = (run: () => unknown): boolean => {
  try {
    run();
    return true;
  } catch {
    return false;
  }
};

const frozen = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
};
