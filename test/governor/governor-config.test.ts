import { parseGovernorConfig } from '../../lambdas/governor/config';

const settings = { ratePerSecond: 100, burst: 200, floorPerSecond: 5, alarms: ['ingest-errors'] };
const complete = {
  API_KIND: 'rest',
  API_ID: 'a1b2c3',
  API_STAGE: 'v1',
  CONTROL_TABLE: 'control',
  GOVERNOR: JSON.stringify(settings),
};

describe('the configuration of the governor', () => {
  it('says which stage it governs, how far, by which alarms, and where it keeps its state', () => {
    expect(parseGovernorConfig(complete)).toEqual({
      apiKind: 'rest',
      apiId: 'a1b2c3',
      apiStage: 'v1',
      controlTable: 'control',
      settings,
    });
  });

  it('tells everything that is not set at once', () => {
    expect(() => parseGovernorConfig({})).toThrow(
      [
        'The configuration has 5 problem(s):',
        '- GOVERNOR is not set. Set it to a non-empty value.',
        '- API_KIND is not set. Set it to a non-empty value.',
        '- API_ID is not set. Set it to a non-empty value.',
        '- API_STAGE is not set. Set it to a non-empty value.',
        '- CONTROL_TABLE is not set. Set it to a non-empty value.',
      ].join('\n'),
    );
  });

  it('takes either kind of API, and is refused with another', () => {
    expect(parseGovernorConfig({ ...complete, API_KIND: 'http' }).apiKind).toBe('http');
    expect(() => parseGovernorConfig({ ...complete, API_KIND: 'HTTP' })).toThrow(
      'API_KIND is HTTP. It must be one of rest, http.',
    );
  });

  it.each([
    ['no JSON', 'fast'],
    ['null', 'null'],
    ['no rate', JSON.stringify({ ...settings, ratePerSecond: undefined })],
    ['a rate of 0', JSON.stringify({ ...settings, ratePerSecond: 0 })],
    ['a rate as text', JSON.stringify({ ...settings, ratePerSecond: '100' })],
    ['a floor of 0', JSON.stringify({ ...settings, floorPerSecond: 0 })],
    ['a negative floor', JSON.stringify({ ...settings, floorPerSecond: -1 })],
    ['half a burst', JSON.stringify({ ...settings, burst: 0.5 })],
    ['a burst of 0', JSON.stringify({ ...settings, burst: 0 })],
    ['no alarms', JSON.stringify({ ...settings, alarms: [] })],
    ['an alarm without a name', JSON.stringify({ ...settings, alarms: [''] })],
    [
      'more alarms than can be asked for at once',
      JSON.stringify({ ...settings, alarms: Array(101).fill('a') }),
    ],
  ])('is refused with %s, which it quotes', (_, GOVERNOR) => {
    expect(() => parseGovernorConfig({ ...complete, GOVERNOR })).toThrow(
      `GOVERNOR is ${GOVERNOR}. It must be`,
    );
  });

  it('is refused with a floor above the rate, and taken with one that is the rate', () => {
    const withFloor = (floorPerSecond: number) =>
      parseGovernorConfig({ ...complete, GOVERNOR: JSON.stringify({ ...settings, floorPerSecond }) });
    expect(() => withFloor(101)).toThrow('GOVERNOR has the floor 101 above the rate 100.');
    expect(withFloor(100).settings.floorPerSecond).toBe(100);
  });
});
