import type { FeatureModule } from '../../lambdas/processor/feature-module';
import type { DeadLetter } from '../../lambdas/processor/ports';
import { wrapModule } from './wrap-module';

/** What a module throws, by the id of the event that it was given, in the order of time. */
export class ThrownErrors {
  readonly byEvent = new Map<string, unknown[]>();
  readonly #all: unknown[] = [];

  /**
   * The module with its errors noted, and thrown on.
   *
   * @param isDead whether the function has died meanwhile; what is thrown then is not the module's
   */
  noting(module: FeatureModule, isDead: () => boolean): FeatureModule {
    const note = (id: string, error: unknown): void => {
      if (isDead()) return;
      this.#all.push(error);
      this.byEvent.set(id, [...(this.byEvent.get(id) ?? []), error]);
    };
    return wrapModule(module, {
      pure: ({ given, run }) => {
        try {
          return run(given);
        } catch (error) {
          note(given.event.id, error);
          throw error;
        }
      },
      effect: async ({ given, context, run }) => {
        try {
          await run(given, context);
        } catch (error) {
          note(given.event.id, error);
          throw error;
        }
      },
    });
  }

  /** Each letter as an error with what the module threw as its `cause`. */
  asErrors(letters: readonly DeadLetter[]): readonly Error[] {
    return letters.map((letter) => deadLetterError(letter, this.#causeOf(letter)));
  }

  /** Usually it was thrown for the event itself, else for one that was applied again behind it. */
  #causeOf({ event, errorName }: Pick<DeadLetter, 'event' | 'errorName'>): unknown {
    const own = event && this.byEvent.get(event.id)?.at(-1);
    return own ?? this.#all.findLast((error) => partOf(error, 'name') === errorName);
  }
}

const deadLetterError = (letter: DeadLetter, cause: unknown): Error => {
  const message = partOf(cause, 'message') ?? (typeof cause === 'string' ? cause : letter.errorName);
  return new Error(
    `Module ${letter.module}: the event ${letter.event?.id ?? '?'} went to the DLQ: ${message}`,
    {
      cause,
    },
  );
};

/** Not by `instanceof`: an error can come from another realm than the test's. */
const partOf = (error: unknown, part: 'name' | 'message'): string | undefined => {
  if (typeof error !== 'object' || error === null) return undefined;
  const value: unknown = Reflect.get(error, part);
  return typeof value === 'string' ? value : undefined;
};
