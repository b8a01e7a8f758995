import type { FeatureModule, ModuleState } from '../../lambdas/processor/feature-module';
import { checkedState } from '../../lambdas/processor/sequence/sequence-rules';
import { checkedContext } from './checked-context';
import { copyOf, PurityCheck } from './purity-check';
import { type EffectCall, type Given, isSequence, wrapModule } from './wrap-module';

/** A module whose code is checked with every call, over as many runs as there are. */
export class ModuleCheck {
  readonly module: FeatureModule;
  /** What was found, in words, with the error that shows where. */
  readonly #problems = new Map<string, unknown>();

  constructor(module: FeatureModule) {
    const purity = new PurityCheck(this.#report);
    // Processors do the same, but what they find wrong with a state is not among what the module throws.
    const storable = (state: ModuleState): ModuleState =>
      isSequence(module) ? checkedState(state, module) : state;
    this.module = wrapModule(module, {
      pure: (call) => purity.run({ ...call, run: (given) => storable(call.run(given)) }),
      effect: (call) => this.#effect(call),
    });
  }

  /** @throws {Error} with the first problem that was found */
  mustBeSound(): void {
    for (const [problem, cause] of this.#problems) {
      throw new Error(`Module ${this.module.manifest.name}: ${problem}.`, { cause });
    }
  }

  /**
   * With copies, so that a change can be seen afterwards: unlike `apply`, an effect cannot be tried again to learn
   * what an error was about.
   */
  async #effect<G extends Given>({ name, given, context, run }: EffectCall<G>): Promise<void> {
    const copy = copyOf(given);
    const { manifest } = this.module;
    try {
      await run(copy, checkedContext(context, { manifest, name }, this.#report));
    } finally {
      for (const what of ['state', 'event'] as const) {
        if (JSON.stringify(copy[what]) === JSON.stringify(given[what])) continue;
        this.#report(`${name} changes the ${what} that it is given; it must leave it as it is`);
      }
    }
  }

  readonly #report = (problem: string, cause?: unknown): void => {
    if (!this.#problems.has(problem)) this.#problems.set(problem, cause);
  };
}
