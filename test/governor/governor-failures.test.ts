import { configured, governorFixture, type GovernorFixture, halved, quartered } from './governor-fixture';

const fails = (name = 'ServiceUnavailableException') => {
  const error = new Error('secret detail');
  error.name = name;
  return () => Promise.reject(error);
};

/** Two steps down, all alarms off, and time to raise. */
const readyToRaise = async (): Promise<GovernorFixture> => {
  const governor = governorFixture();
  await governor.turn('ingest-errors', 'on');
  await governor.minutes(2);
  await governor.turn('ingest-errors', 'off');
  await governor.minutes(2);
  governor.log.lines.length = 0;
  return governor;
};

describe('the governor, when it cannot read the alarms,', () => {
  it('does not raise the throttle, and tells', async () => {
    const governor = await readyToRaise();
    governor.alarms.read = fails('ThrottlingException');

    await expect(governor.minutes(1)).rejects.toThrow(
      'The throttle may not be as it should: ThrottlingException in the step "read-alarms". The next run sees to it.',
    );

    expect(governor.throttle.current).toEqual(quartered);
    expect(governor.log.lines).toEqual([
      {
        level: 'warn',
        code: 'THROTTLE_STAYS_LOWERED',
        fields: { ...quartered, alarms: [], step: 'read-alarms', errorName: 'ThrottlingException' },
      },
    ]);
  });

  it('still keeps the stage as it should be', async () => {
    const governor = await readyToRaise();
    governor.alarms.read = fails();
    governor.throttle.current = configured;
    await expect(governor.minutes(1)).rejects.toThrow('read-alarms');
    expect(governor.throttle.current).toEqual(quartered);
  });

  it('believes the alarm that invokes it', async () => {
    const governor = governorFixture();
    governor.alarms.read = fails();
    await expect(governor.turn('ack-slow', 'on')).rejects.toThrow('read-alarms');
    expect(governor.throttle.current).toEqual(halved);
    expect(governor.log.lines).toMatchObject([
      { code: 'THROTTLE_LOWERED', fields: { alarms: ['ack-slow'] } },
    ]);
  });
});

describe('the governor, when the table does not answer,', () => {
  it('rejects, so that an alarm invokes it again, and touches nothing', async () => {
    const governor = governorFixture();
    governor.store.read = fails('InternalServerError');
    await expect(governor.turn('ack-slow', 'on')).rejects.toThrow(
      'InternalServerError in the step "read-state"',
    );
    expect(governor.throttle.given).toEqual([]);
    expect(governor.log.lines).toEqual([]);
  });

  it('does not lower what it could not note', async () => {
    const governor = governorFixture();
    governor.store.write = fails('InternalServerError');
    await expect(governor.turn('ack-slow', 'on')).rejects.toThrow('write-state');
    expect(governor.throttle.given).toEqual([]);
    expect(governor.metrics.counts).toEqual({});
  });

  it('notes the next minute that it has raised', async () => {
    const governor = await readyToRaise();
    const write = governor.store.write.bind(governor.store);
    governor.store.write = fails('InternalServerError');
    await expect(governor.minutes(1)).rejects.toThrow('write-state');
    governor.store.write = write;

    await governor.minutes(1);

    expect(governor.store.state.step).toBe(1);
    expect(governor.throttle.current).toEqual(halved);
  });
});

describe('the governor, when the stage cannot be changed,', () => {
  it('notes that the throttle is lowered, and sets it the next minute', async () => {
    const governor = governorFixture();
    const set = governor.throttle.set.bind(governor.throttle);
    governor.throttle.set = fails('TooManyRequestsException');
    await expect(governor.turn('ack-slow', 'on')).rejects.toThrow('set-throttle');
    expect(governor.store.state.step).toBe(1);
    expect(governor.log.lines).toMatchObject([
      { code: 'THROTTLE_LOWERED', fields: { step: 'set-throttle', errorName: 'TooManyRequestsException' } },
    ]);
    governor.throttle.set = set;

    await governor.minutes(1);

    expect(governor.throttle.current).toEqual(halved);
  });

  it('does not note that the throttle is raised', async () => {
    const governor = await readyToRaise();
    governor.throttle.set = fails('ConflictException');
    await expect(governor.minutes(1)).rejects.toThrow('set-throttle');
    expect(governor.store.state.step).toBe(2);
    expect(governor.metrics.counts).not.toHaveProperty('ThrottleRaised');
  });

  it('tells when the stage cannot even be read, and takes nothing for put back', async () => {
    const governor = governorFixture();
    await governor.turn('ack-slow', 'on');
    governor.throttle.read = fails('NotFoundException');
    await expect(governor.minutes(1)).rejects.toMatchObject({
      name: 'GovernorIncompleteError',
      failures: [{ step: 'read-throttle', errorName: 'NotFoundException' }],
    });
    expect(governor.log.lines.at(-1)?.fields).not.toHaveProperty('reason');
  });
});

describe('the governor, when another run was faster,', () => {
  it('leaves the stage to the other one', async () => {
    const governor = governorFixture();
    governor.store.write = async () => 'conflict';
    await governor.turn('ack-slow', 'on');
    expect(governor.throttle.given).toEqual([]);
    expect(governor.log.lines).toEqual([]);
  });

  it('takes one step for two alarms at the same moment', async () => {
    const governor = governorFixture();
    await Promise.all([governor.turn('ack-slow', 'on'), governor.turn('ingest-errors', 'on')]);
    expect(governor.store.written).toHaveLength(1);
    expect(governor.throttle.given).toEqual([halved]);
    expect(governor.metrics.counts).toEqual({ ThrottleLowered: 1 });
  });
});

describe('an error of the governor', () => {
  it('quotes no message and has no cause', async () => {
    const governor = governorFixture();
    governor.store.read = fails();
    const error: unknown = await governor.turn('ack-slow', 'on').catch((thrown: unknown) => thrown);
    expect(error).not.toHaveProperty('cause');
    expect(String(error)).not.toContain('secret detail');
  });
});
