import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { readSampleEvents } from '../../tools/local/play/sample-events';
import { playSamples } from './play-samples';

const events = join(__dirname, '../../events');
const shift = join(events, 'shift');

const statesSchema = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())));

const expectedStates = (folder: string) =>
  statesSchema.parse(JSON.parse(readFileSync(join(folder, 'expected/states.json'), 'utf8')));

const expectationFile = (folder: string): unknown =>
  JSON.parse(readFileSync(join(folder, 'expected/outcomes.json'), 'utf8'));

describe.each([
  ['events', events],
  ['events/shift', shift],
])('the events of %s', (_, folder) => {
  it('are answered and come out as expected, each of them in every module that wants it', async () => {
    const { becomes } = await playSamples(readSampleEvents(folder));

    expect(becomes).toEqual(expectationFile(folder));
  });
});

describe('the shift', () => {
  it('leads to the expected states, and to no others', async () => {
    const { states } = await playSamples(readSampleEvents(shift));
    const expected = expectedStates(shift);

    for (const module of ['agent-presence', 'call-lifecycle']) {
      expect([module, states[module]]).toEqual([module, expected[module]]);
    }
    expect(Object.keys(expected).toSorted()).toEqual(['agent-presence', 'call-lifecycle']);
  });

  it('leads to the same states of calls when everything is delivered once more', async () => {
    const samples = readSampleEvents(shift);
    const { states } = await playSamples([...samples, ...samples.toReversed()]);

    expect(states['call-lifecycle']).toEqual(expectedStates(shift)['call-lifecycle']);
  });
});
