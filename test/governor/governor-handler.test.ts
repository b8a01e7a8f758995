import {
  alarmEvent,
  configured,
  governorFixture,
  halved,
  minuteEvent,
  quartered,
  startMs,
} from './governor-fixture';

describe('the governor, while the throttle is as configured,', () => {
  it('reads its state each minute and nothing else', async () => {
    const governor = governorFixture();
    await governor.minutes(3);
    expect(governor.calls).toEqual(['read-state', 'read-state', 'read-state']);
    expect(governor.log.lines).toEqual([]);
    expect(governor.metrics.counts).toEqual({});
  });

  it('does no more for an alarm that goes off, in the sense of being over', async () => {
    const governor = governorFixture();
    await governor.turn('ingest-errors', 'off');
    expect(governor.calls).toEqual(['read-state']);
  });

  it('lowers it by one step when an alarm goes off, and says so', async () => {
    const governor = governorFixture();

    await governor.turn('ingest-errors', 'on');

    expect(governor.throttle.given).toEqual([halved]);
    expect(governor.store.state).toEqual({ step: 1, changedAtMs: startMs, version: 1 });
    expect(governor.calls).toEqual(['read-state', 'read-alarms', 'write-state', 'set-throttle']);
    expect(governor.log.lines).toEqual([
      { level: 'warn', code: 'THROTTLE_LOWERED', fields: { ...halved, alarms: ['ingest-errors'] } },
    ]);
    expect(governor.metrics.counts).toEqual({ ThrottleLowered: 1 });
    expect(governor.metrics.flushedDimensions).toEqual([{}]);
  });

  it('lowers it no further for the same event again', async () => {
    const governor = governorFixture();
    await governor.turn('ingest-errors', 'on');
    governor.clock.nowMs += 70_000;

    await governor.handler(alarmEvent('ingest-errors', 'ALARM', startMs));

    expect(governor.store.state.step).toBe(1);
  });

  it('does nothing for an event that came so late that its alarm is off again', async () => {
    const governor = governorFixture();
    governor.alarms.turn('ingest-errors', 'off', startMs - 1000);
    await governor.handler(alarmEvent('ingest-errors', 'ALARM', startMs - 60_000));
    expect(governor.throttle.given).toEqual([]);
  });

  it('believes an event that CloudWatch does not know of yet', async () => {
    const governor = governorFixture();
    await governor.handler(alarmEvent('ack-slow', 'ALARM', startMs));
    expect(governor.throttle.current).toEqual(halved);
    expect(governor.log.lines).toMatchObject([{ fields: { alarms: ['ack-slow'] } }]);
  });

  it('leaves the stage alone, whatever throttle it has', async () => {
    const governor = governorFixture();
    governor.throttle.current = { ratePerSecond: 300, burst: 300 };
    await governor.minutes(1);
    expect(governor.throttle.given).toEqual([]);
  });
});

describe('the governor, while an alarm is on,', () => {
  it('lowers the throttle by a step every second minute, down to the floor and no further', async () => {
    const governor = governorFixture();
    await governor.turn('ingest-errors', 'on');
    const rates: (number | undefined)[] = [];
    for (let minute = 0; minute < 10; minute += 1) {
      await governor.minutes(1);
      rates.push(governor.throttle.current?.ratePerSecond);
    }
    expect(rates).toEqual([40, 20, 20, 10, 10, 6, 6, 6, 6, 6]);
    expect(governor.throttle.current).toEqual({ ratePerSecond: 6, burst: 10 });
  });

  it('says every minute that the throttle is lowered, what it is, and which alarms are on', async () => {
    const governor = governorFixture();
    await governor.turn('ingest-errors', 'on');
    await governor.minutes(2);

    const fields = { alarms: ['ingest-errors'] };
    expect(governor.log.lines).toEqual([
      { level: 'warn', code: 'THROTTLE_LOWERED', fields: { ...halved, ...fields } },
      { level: 'warn', code: 'THROTTLE_STAYS_LOWERED', fields: { ...halved, ...fields } },
      { level: 'warn', code: 'THROTTLE_LOWERED', fields: { ...quartered, ...fields } },
      { level: 'warn', code: 'THROTTLE_STAYS_LOWERED', fields: { ...quartered, ...fields } },
    ]);
    expect(governor.metrics.counts).toEqual({ ThrottleLowered: 2, ThrottleStaysLowered: 2 });
  });

  it('takes a further step at once for another alarm, but not within a minute of the last', async () => {
    const governor = governorFixture();
    await governor.turn('ingest-errors', 'on');
    governor.clock.nowMs += 59_999;
    await governor.turn('ack-slow', 'on');
    expect(governor.throttle.current).toEqual(halved);

    governor.clock.nowMs += 1;
    await governor.handler(minuteEvent);

    expect(governor.throttle.current).toEqual(quartered);
    expect(governor.log.lines[1]).toMatchObject({ fields: { alarms: ['ingest-errors', 'ack-slow'] } });
  });

  it('does not raise the throttle because another alarm is over', async () => {
    const governor = governorFixture();
    await governor.turn('ingest-errors', 'on');
    await governor.turn('ack-slow', 'off');
    await governor.minutes(1);
    expect(governor.throttle.current).toEqual(halved);
  });
});

describe('the governor, when all alarms are off,', () => {
  const lowered = async () => {
    const governor = governorFixture();
    await governor.turn('ingest-errors', 'on');
    await governor.minutes(2);
    governor.clock.nowMs += 30_000;
    await governor.turn('ingest-errors', 'off');
    governor.log.lines.length = 0;
    governor.calls.length = 0;
    return governor;
  };

  it('raises the throttle by a step every third minute until it is exactly as configured', async () => {
    const governor = await lowered();
    const rates: (number | undefined)[] = [];
    for (let minute = 0; minute < 7; minute += 1) {
      await governor.minutes(1);
      rates.push(governor.throttle.current?.ratePerSecond);
    }
    expect(rates).toEqual([20, 20, 40, 40, 40, 80, 80]);
    expect(governor.throttle.current).toEqual(configured);
  });

  it('says so', async () => {
    const governor = await lowered();
    await governor.minutes(6);
    expect(governor.log.lines.filter(({ code }) => code === 'THROTTLE_RAISED')).toEqual([
      { level: 'info', code: 'THROTTLE_RAISED', fields: { ...halved, alarms: [] } },
      { level: 'info', code: 'THROTTLE_RAISED', fields: { ...configured, alarms: [] } },
    ]);
    expect(governor.log.lines.at(-1)).toMatchObject({ code: 'THROTTLE_RAISED' });
    expect(governor.metrics.counts).toMatchObject({ ThrottleRaised: 2 });
  });

  it('sets the stage before it writes the table', async () => {
    const governor = await lowered();
    await governor.minutes(3);
    expect(governor.calls.slice(-4)).toEqual(['read-state', 'read-alarms', 'set-throttle', 'write-state']);
  });

  it('looks after the configured throttle for five minutes, and then reads its state only', async () => {
    const governor = await lowered();
    await governor.minutes(6);
    governor.calls.length = 0;
    await governor.minutes(7);
    const watching = ['read-state', 'read-alarms', 'read-throttle'];
    expect(governor.calls).toEqual([
      ...watching,
      ...watching,
      ...watching,
      ...watching,
      'read-state',
      'read-state',
      'read-state',
    ]);
  });

  it('lowers it again for an alarm that went off while it was being raised, though its event is lost', async () => {
    const governor = await lowered();
    await governor.minutes(6);
    governor.alarms.turn('ack-slow', 'on', governor.clock.nowMs + 1000);
    await governor.minutes(1);
    expect(governor.throttle.current).toEqual(halved);
  });

  it('does not raise it while an alarm cannot be found', async () => {
    const governor = await lowered();
    governor.alarms.remove('ack-slow');
    await governor.minutes(10);
    expect(governor.throttle.current).toEqual(quartered);
  });
});

describe('the governor, when somebody else sets the throttle,', () => {
  it('puts the lowered one back after a deployment, and says so', async () => {
    const governor = governorFixture();
    await governor.turn('ingest-errors', 'on');
    governor.throttle.current = configured;

    await governor.minutes(1);

    expect(governor.throttle.current).toEqual(halved);
    expect(governor.log.lines.at(-1)).toEqual({
      level: 'warn',
      code: 'THROTTLE_STAYS_LOWERED',
      fields: { ...halved, alarms: ['ingest-errors'], reason: 'PUT_BACK' },
    });
  });

  it('does so although a deployment left only one of the limits, or none', async () => {
    const governor = governorFixture();
    await governor.turn('ingest-errors', 'on');
    governor.throttle.current = { ...halved, burst: 160 };
    await governor.minutes(1);
    expect(governor.throttle.current).toEqual(halved);
    governor.throttle.current = undefined;
    await governor.handler(alarmEvent('ack-slow', 'OK', startMs));
    expect(governor.throttle.current).toEqual(halved);
  });

  it('sets nothing while the stage has what it should', async () => {
    const governor = governorFixture();
    await governor.turn('ingest-errors', 'on');
    await governor.minutes(1);
    expect(governor.throttle.given).toHaveLength(1);
  });

  it('takes back a lowered throttle that came late, right after it was raised as configured', async () => {
    const governor = governorFixture();
    governor.store.state = { step: 0, changedAtMs: startMs, version: 6 };
    governor.throttle.current = quartered;

    await governor.minutes(1);

    expect(governor.throttle.current).toEqual(configured);
    expect(governor.log.lines).toEqual([
      {
        level: 'info',
        code: 'THROTTLE_RAISED',
        fields: { ...configured, alarms: [], reason: 'PUT_BACK' },
      },
    ]);
  });

  it('leaves a newly configured one as it is, even right after it was raised', async () => {
    const governor = governorFixture();
    governor.store.state = { step: 0, changedAtMs: startMs, version: 6 };
    governor.throttle.current = { ratePerSecond: 300, burst: 300 };
    await governor.minutes(1);
    expect(governor.throttle.given).toEqual([]);
  });

  it('takes a step beyond the last, from before the floor was raised, for the last', async () => {
    const governor = governorFixture();
    governor.store.state = { step: 9, changedAtMs: startMs, version: 6 };
    governor.throttle.current = { ratePerSecond: 1, burst: 1 };
    await governor.minutes(1);
    expect(governor.throttle.current).toEqual({ ratePerSecond: 6, burst: 10 });
    await governor.minutes(2);
    expect(governor.store.state.step).toBe(3);
  });
});
