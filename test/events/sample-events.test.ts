import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { manifests } from '../../lambdas/modules';
import { readExpectedOutcomes } from '../../tools/local/play/expected-outcomes';
import { readSampleEvents } from '../../tools/local/play/sample-events';
import { scratchFolder } from '../scratch-folder';
import { playedModules, playSamples } from './play-samples';
import { samplesToPlay } from './samples-to-play';

const events = join(__dirname, '../../events');
const shift = join(events, 'shift');

const statesSchema = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())));

const expectedStates = (folder: string) =>
  statesSchema.parse(JSON.parse(readFileSync(join(folder, 'expected/states.json'), 'utf8')));

const outcomesFile = (folder: string): string => join(folder, 'expected/outcomes.json');

describe.each([
  ['events', events],
  ['events/shift', shift],
])('the events of %s', (_, folder) => {
  it('are answered and come out as expected, each of them in every module that wants it', async () => {
    const { samples, expected } = samplesToPlay(folder);
    const { becomes } = await playSamples(samples);

    expect(becomes).toEqual(expected);
  });

  it('have a file for each that something is expected of', () => {
    const files = readSampleEvents(folder).map(({ file }) => file);

    expect(files).toEqual(expect.arrayContaining(Object.keys(readExpectedOutcomes(outcomesFile(folder)))));
  });

  it('are all expected to come to something in each module whose types they have', () => {
    const { samples, expected } = samplesToPlay(folder);
    const played = new Set(samples.map(({ eventType }) => eventType));

    for (const { name, types } of playedModules) {
      const outcomes = Object.values(expected).filter(({ outcomes }) => outcomes[name] !== undefined);
      expect([name, outcomes.length > 0]).toEqual([name, types.some((type) => played.has(type))]);
    }
  });
});

describe('the samples of another module', () => {
  const other = { name: 'callbacks', types: ['callback.due', 'agent.login'] };
  const event = { id: 'e-1', eventType: 'callback.due', entityType: 'callback', resourceUri: '/callbacks/1' };
  const folder = scratchFolder();

  beforeAll(() => {
    cpSync(events, folder, { recursive: true });
    writeFileSync(join(folder, '08-callback-due.json'), JSON.stringify(event));
    writeFileSync(join(folder, '09-agent-login.json'), readFileSync(join(folder, '01-agent-login.json')));
    const expectations = readExpectedOutcomes(outcomesFile(folder));
    const changed = {
      ...expectations,
      '01-agent-login.json': {
        ...expectations['01-agent-login.json'],
        outcomes: { 'agent-presence': 'applied', callbacks: 'applied' },
      },
      '08-callback-due.json': { source: 'genesys', answer: 'accepted', outcomes: { callbacks: 'applied' } },
    };
    writeFileSync(outcomesFile(folder), JSON.stringify(changed));
  });

  it('and what is expected of them in it, stand in nobody’s way', async () => {
    const { samples, expected } = samplesToPlay(folder, [...manifests, other]);
    const { becomes } = await playSamples(samples);

    expect(becomes).toEqual(expected);
    expect({ samples, expected }).toMatchObject({
      samples: samplesToPlay(events).samples.map(({ file }) => ({ file })),
      expected: samplesToPlay(events).expected,
    });
  });
});

describe('the shift', () => {
  it('leads to the expected states, and to no others', async () => {
    const { states } = await playSamples(samplesToPlay(shift).samples);
    const expected = expectedStates(shift);

    for (const module of ['agent-presence', 'call-lifecycle']) {
      expect([module, states[module]]).toEqual([module, expected[module]]);
    }
  });

  it('leads to the same states of calls when everything is delivered once more', async () => {
    const { samples } = samplesToPlay(shift);
    const { states } = await playSamples([...samples, ...samples.toReversed()]);

    expect(states['call-lifecycle']).toEqual(expectedStates(shift)['call-lifecycle']);
  });
});
