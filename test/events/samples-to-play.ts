import { join } from 'node:path';
import { manifests } from '../../lambdas/modules';
import { type Expectation, readExpectedOutcomes } from '../../tools/local/play/expected-outcomes';
import { readSampleEvents, type SampleEvent } from '../../tools/local/play/sample-events';
import { playedModules } from './play-samples';

interface WhatItWants {
  readonly name: string;
  readonly types: readonly string[];
}

export interface SamplesToPlay {
  readonly samples: readonly SampleEvent[];
  /** By file, without what is expected of other modules. */
  readonly expected: Readonly<Record<string, Expectation>>;
}

/**
 * The samples of a folder that something is expected of, but for those that only other modules want than the played
 * ones: so a module can bring samples and expectations of its own.
 */
export const samplesToPlay = (folder: string, modules: readonly WhatItWants[] = manifests): SamplesToPlay => {
  const playedNames = playedModules.map(({ name }): string => name);
  const isForeign = ({ eventType }: SampleEvent): boolean => {
    const wanting = modules.filter(({ types }) => eventType !== undefined && types.includes(eventType));
    return wanting.length > 0 && wanting.every(({ name }) => !playedNames.includes(name));
  };
  const all = readSampleEvents(folder);
  const foreign = new Set(all.filter(isForeign).map(({ file }) => file));
  const expectations = Object.entries(readExpectedOutcomes(join(folder, 'expected', 'outcomes.json')));
  return {
    samples: all.filter((sample) => sample.expected !== undefined && !foreign.has(sample.file)),
    expected: Object.fromEntries(
      expectations
        .filter(([file]) => !foreign.has(file))
        .map(([file, { outcomes, ...rest }]) => [
          file,
          {
            ...rest,
            outcomes: Object.fromEntries(
              Object.entries(outcomes).filter(([module]) => playedNames.includes(module)),
            ),
          },
        ]),
    ),
  };
};
