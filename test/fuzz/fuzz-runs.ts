import fc from 'fast-check';

const forced = process.env['FUZZ_CASES'];

/** How many cases are tried: FUZZ_CASES, or as many as are usual here. */
export const casesOr = (usual: number): number => (forced === undefined ? usual : Number(forced));

/** A case takes about 1 ms where nothing else runs; machines are shared. */
export const timeoutMsFor = (cases: number): number => 60_000 + cases * 30;

const seed = process.env['FUZZ_SEED'];

/**
 * Runs a property over many cases. A failure tells the seed and the path of the case: `FUZZ_SEED=<seed>` tries the same
 * cases again.
 */
export const assertForMany = async <T>(
  numRuns: number,
  cases: fc.Arbitrary<T>,
  judge: (one: T) => Promise<readonly string[]>,
): Promise<void> => {
  const property = fc.asyncProperty(cases, async (one) => {
    const problems = await judge(one);
    if (problems.length > 0) throw new Error(problems.join('; '));
  });
  const result = await fc.check(property, { numRuns, ...(seed !== undefined && { seed: Number(seed) }) });
  if (!result.failed) return;
  throw new Error(
    [
      `FUZZ_SEED=${result.seed}, path ${result.counterexamplePath}, after ${result.numRuns} cases:`,
      String(result.errorInstance).slice(0, 2000),
      fc.stringify(result.counterexample).slice(0, 4000),
    ].join('\n'),
  );
};
