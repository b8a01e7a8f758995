import {
  billing,
  crmSync,
  guardedModule,
  guardFixture,
  notice,
  openBreaker,
  scheduled,
} from './guard-fixture';

describe('the guard', () => {
  it('does the same for a notice and for the schedule, and confirms the notice', async () => {
    for (const event of [notice, scheduled, { Records: [] }, {}, null]) {
      const guard = guardFixture();
      guard.setBreaker('crm', openBreaker);
      await expect(guard.run(event)).resolves.toEqual({ batchItemFailures: [] });
      expect(guard.stateOf(crmSync)).toBe('disabled');
    }
  });

  it('makes one read a dependency, one for the notes and one a mapping in a minute without trouble', async () => {
    const guard = guardFixture([crmSync, billing]);
    guard.queues.add(crmSync.queueUrl, 'm-1');

    await guard.run();

    expect(guard.breakers.calls).toEqual({ read: 2, write: 0, written: 0 });
    expect(guard.notes.calls).toBe(1);
    expect(guard.mappings.looks).toBe(2);
    expect(guard.queues.calls).toBe(0);
    expect(guard.codes()).toEqual([]);
    expect(guard.metrics.flushedDimensions).toEqual([]);
  });

  it('goes on with the others when it fails with one module, and fails in the end', async () => {
    const gone = guardedModule('gone', 'crm');
    const guard = guardFixture([gone, crmSync]);
    guard.mappings.states.delete(gone.mappingId);
    guard.setBreaker('crm', openBreaker);

    await expect(guard.run()).rejects.toMatchObject({
      name: 'GuardIncompleteError',
      failures: [{ step: 'read-mapping', module: 'gone', errorName: 'Error' }],
    });

    expect(guard.stateOf(crmSync)).toBe('disabled');
    expect(guard.log.lines).toContainEqual({
      level: 'error',
      code: 'GUARD_STEP_FAILED',
      fields: { step: 'read-mapping', module: 'gone', errorName: 'Error' },
    });
  });

  it('goes on with the others when it fails with one dependency', async () => {
    const guard = guardFixture([guardedModule('sms', 'sms-gateway'), crmSync]);
    guard.setBreaker('crm', openBreaker);
    const read = guard.breakers.read.bind(guard.breakers);
    guard.breakers.read = (name) => (name === 'crm' ? read(name) : Promise.reject(new Error('throttled')));

    await expect(guard.run()).rejects.toThrow('read-breaker (sms-gateway): Error');

    expect(guard.stateOf(crmSync)).toBe('disabled');
    expect(guard.mappings.changes).toHaveLength(1);
  });

  it('pauses although the notes cannot be read, and resumes nothing then', async () => {
    const sms = guardedModule('sms', 'sms-gateway');
    const guard = guardFixture([sms, crmSync]);
    guard.paused(sms);
    guard.setBreaker('crm', openBreaker);
    guard.notes.find = () => Promise.reject(new Error('throttled'));

    await expect(guard.run()).rejects.toThrow('read-notes (all): Error');

    expect(guard.stateOf(crmSync)).toBe('disabled');
    expect(guard.stateOf(sms)).toBe('disabled');
  });

  it('resumes the other modules although a probe fails', async () => {
    const sms = guardedModule('sms', 'sms-gateway');
    const guard = guardFixture([crmSync, sms]);
    guard.paused(crmSync);
    guard.paused(sms);
    guard.setBreaker('crm', openBreaker);
    guard.clock.nowMs += 30_000;
    guard.breakers.write = () => Promise.reject(new Error('throttled'));

    await expect(guard.run()).rejects.toThrow('probe (crm): Error');

    expect(guard.stateOf(sms)).toBe('enabled');
  });

  it('tells in its error nothing but names', async () => {
    const guard = guardFixture();
    guard.mappings.stateOf = () => Promise.reject(new TypeError('a secret'));
    await expect(guard.run()).rejects.toThrow(
      '1 step(s) of the guard failed: read-mapping (crm-sync): TypeError. The next run does them again.',
    );
  });
});

describe('a module that is paused with messages waiting', () => {
  const pausedFixture = () => {
    const guard = guardFixture([crmSync, billing]);
    guard.paused(crmSync);
    guard.setBreaker('crm', openBreaker);
    guard.mappings.states.set(billing.mappingId, 'disabled');
    return guard;
  };

  it('is counted by each scheduled run, whoever paused it', async () => {
    const guard = pausedFixture();
    guard.queues.add(crmSync.queueUrl, 'm-1');
    guard.queues.add(billing.queueUrl, 'm-2');

    await guard.run();
    await guard.run();

    expect(guard.linesOf('MODULE_STAYS_PAUSED').slice(0, 2)).toEqual([
      { module: 'crm-sync', reason: 'DEPENDENCY_DOWN' },
      { module: 'billing', reason: 'DISABLED_BY_OPERATOR' },
    ]);
    expect(guard.metrics.counts).toEqual({ ModuleStaysPaused: 4 });
    expect(guard.metrics.flushedDimensions.slice(0, 2)).toEqual([
      { module: 'crm-sync' },
      { module: 'billing' },
    ]);
  });

  it('is not counted by a run that a notice has started', async () => {
    const guard = pausedFixture();
    guard.queues.add(crmSync.queueUrl, 'm-1');
    await guard.run(notice);
    expect(guard.metrics.counts).toEqual({});
  });

  it('is not counted when nothing waits', async () => {
    const guard = pausedFixture();
    await guard.run();
    expect(guard.codes()).toEqual([]);
  });

  it('is counted although a message of it is in flight', async () => {
    const guard = pausedFixture();
    guard.queues.add(crmSync.queueUrl, 'm-1');
    await guard.queues.receive(crmSync);
    await guard.run();
    expect(guard.metrics.counts).toEqual({ ModuleStaysPaused: 1 });
  });

  it('is not counted when this run resumes it', async () => {
    const guard = pausedFixture();
    guard.queues.add(crmSync.queueUrl, 'm-1');
    guard.breakers.records.clear();
    await guard.run();
    expect(guard.metrics.counts).toEqual({ ModuleResumed: 1 });
  });

  it('keeps the others counted when its queue cannot be asked', async () => {
    const guard = pausedFixture();
    guard.queues.add(billing.queueUrl, 'm-2');
    const ask = guard.queues.hasMessages.bind(guard.queues);
    guard.queues.hasMessages = (url) =>
      url === crmSync.queueUrl ? Promise.reject(new Error('forbidden')) : ask(url);

    await expect(guard.run()).rejects.toThrow('count-waiting (crm-sync): Error');

    expect(guard.metrics.counts).toEqual({ ModuleStaysPaused: 1 });
  });
});
