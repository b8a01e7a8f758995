/**
 * Takes samples of several subjects in turns, so that a slow moment of the machine hits all of them, and starts each
 * round with another one, so that none always follows the same.
 *
 * @param rounds how often each is sampled, after one tenth as many rounds that do not count
 */
export const inTurns = async <Subject, Sample>(
  subjects: readonly Subject[],
  rounds: number,
  sample: (subject: Subject) => Sample | Promise<Sample>,
): Promise<ReadonlyMap<Subject, readonly Sample[]>> => {
  const samples = new Map<Subject, Sample[]>(subjects.map((subject) => [subject, []]));
  const warmUpRounds = Math.ceil(rounds / 10);
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    const first = (round + warmUpRounds) % subjects.length;
    for (const subject of [...subjects.slice(first), ...subjects.slice(0, first)]) {
      const taken = await sample(subject);
      if (round >= 0) samples.get(subject)?.push(taken);
    }
  }
  return samples;
};
