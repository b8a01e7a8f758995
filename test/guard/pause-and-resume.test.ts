import {
  billing,
  crmSync,
  guardedModule,
  guardFixture,
  minuteMs,
  notice,
  openBreaker,
  startMs,
} from './guard-fixture';

describe('a module of which a dependency is down', () => {
  it.each([
    ['open', openBreaker],
    [
      'half-open',
      {
        kind: 'half-open',
        downSinceMs: startMs,
        cause: 'SUSPECTED',
        probeId: 'p',
        probeUntilMs: startMs + 1,
      } as const,
    ],
  ])('is paused while the breaker is %s', async (_, breaker) => {
    const guard = guardFixture();
    guard.setBreaker('crm', breaker);

    await guard.run(notice);

    expect(guard.stateOf(crmSync)).toBe('disabled');
    expect(guard.notes.notes.get('crm-sync')).toEqual({
      module: 'crm-sync',
      dependencies: ['crm'],
      pausedAt: '2026-11-23T09:00:00.000000000Z',
    });
  });

  it('is paused once, and says so once', async () => {
    const guard = guardFixture();
    guard.setBreaker('crm', openBreaker);

    await guard.run(notice);
    await guard.run();
    await guard.run(notice);

    expect(guard.mappings.changes).toEqual([{ mappingId: crmSync.mappingId, isEnabled: false }]);
    expect(guard.codes()).toEqual(['MODULE_PAUSED']);
    expect(guard.linesOf('MODULE_PAUSED')).toEqual([{ module: 'crm-sync', dependency: 'crm' }]);
    expect(guard.metrics.counts).toEqual({ ModulePaused: 1 });
    expect(guard.metrics.flushedDimensions).toEqual([{ module: 'crm-sync' }]);
  });

  it('is noted before its mapping is touched', async () => {
    const guard = guardFixture();
    guard.setBreaker('crm', openBreaker);
    const notedBefore: boolean[] = [];
    const mappings = {
      stateOf: (id: string) => guard.mappings.stateOf(id),
      setEnabled: async () => {
        notedBefore.push(guard.notes.notes.has('crm-sync'));
        return 'accepted' as const;
      },
    };

    await guard.run(notice, { mappings });

    expect(notedBefore).toEqual([true]);
  });

  it('is not paused when that cannot be noted', async () => {
    const guard = guardFixture();
    guard.setBreaker('crm', openBreaker);
    guard.notes.write = () => Promise.reject(new Error('throttled'));

    await expect(guard.run(notice)).rejects.toThrow('pause (crm-sync): Error');

    expect(guard.stateOf(crmSync)).toBe('enabled');
  });

  it('is paused if any of its dependencies is, and the note says which', async () => {
    const guard = guardFixture([crmSync, billing]);
    guard.setBreaker('ledger', openBreaker);

    await guard.run(notice);

    expect(guard.stateOf(billing)).toBe('disabled');
    expect(guard.stateOf(crmSync)).toBe('enabled');
    expect(guard.notes.notes.get('billing')?.dependencies).toEqual(['ledger']);
  });

  it('is paused again when somebody has enabled its mapping', async () => {
    const guard = guardFixture();
    guard.setBreaker('crm', openBreaker);
    guard.paused(crmSync);
    guard.mappings.states.set(crmSync.mappingId, 'enabled');

    await guard.run(notice);

    expect(guard.stateOf(crmSync)).toBe('disabled');
    expect(guard.notes.notes.get('crm-sync')?.pausedAt).toBe('2026-11-23T09:00:00.000000000Z');
  });

  it.each(['enabling', 'disabling', 'changing'] as const)(
    'is left to the next run while its mapping is %s',
    async (state) => {
      const guard = guardFixture();
      guard.setBreaker('crm', openBreaker);
      guard.mappings.states.set(crmSync.mappingId, state);

      await guard.run(notice);

      expect(guard.mappings.changes).toEqual([]);
      expect(guard.codes()).toEqual([]);
    },
  );

  it('is not said to be paused when its mapping was busy, which is no failure', async () => {
    const guard = guardFixture();
    guard.setBreaker('crm', openBreaker);
    guard.mappings.setEnabled = async () => 'busy';

    await expect(guard.run(notice)).resolves.toEqual({ batchItemFailures: [] });

    expect(guard.codes()).toEqual([]);
  });

  it('is paused before any other is resumed', async () => {
    const other = guardedModule('sms', 'sms-gateway');
    const guard = guardFixture([other, crmSync]);
    guard.setBreaker('crm', openBreaker);
    guard.paused(other);

    await guard.run(notice);

    expect(guard.mappings.changes).toEqual([
      { mappingId: crmSync.mappingId, isEnabled: false },
      { mappingId: other.mappingId, isEnabled: true },
    ]);
  });
});

describe('a module of which no dependency is down', () => {
  it.each([
    ['is closed', () => ({ kind: 'closed', closedAtMs: startMs - 1000 }) as const],
    ['is gone', () => undefined],
  ])('is resumed when its breaker %s', async (_, breakerOf) => {
    const guard = guardFixture();
    guard.paused(crmSync);
    const breaker = breakerOf();
    if (breaker) guard.setBreaker('crm', breaker);

    await guard.run(notice);
    await guard.run();

    expect(guard.mappings.changes).toEqual([{ mappingId: crmSync.mappingId, isEnabled: true }]);
    expect(guard.notes.notes.size).toBe(0);
    expect(guard.log.lines).toEqual([
      { level: 'info', code: 'MODULE_RESUMED', fields: { module: 'crm-sync' } },
    ]);
    expect(guard.metrics.counts).toEqual({ ModuleResumed: 1 });
    expect(guard.metrics.flushedDimensions).toEqual([{ module: 'crm-sync' }]);
  });

  it('stays paused until all of its breakers are closed', async () => {
    const guard = guardFixture([billing]);
    guard.paused(billing);
    guard.setBreaker('ledger', openBreaker);

    await guard.run(notice);
    expect(guard.stateOf(billing)).toBe('disabled');
    guard.setBreaker('ledger', { kind: 'closed', closedAtMs: startMs });
    await guard.run(notice);

    expect(guard.stateOf(billing)).toBe('enabled');
  });

  it('is resumed when it has no dependencies any more', async () => {
    const independent = guardedModule('crm-sync');
    const guard = guardFixture([independent]);
    guard.paused(independent);

    await guard.run();

    expect(guard.stateOf(independent)).toBe('enabled');
  });

  it('stays as it is when one of its breakers cannot be read', async () => {
    const guard = guardFixture();
    guard.paused(crmSync);
    guard.breakers.fails = true;

    await expect(guard.run()).rejects.toThrow('read-breaker (crm): Error');

    expect(guard.stateOf(crmSync)).toBe('disabled');
    expect(guard.notes.notes.has('crm-sync')).toBe(true);
  });

  it('is never enabled when an operator has disabled it, even if it was disabled during an outage', async () => {
    const guard = guardFixture();
    guard.mappings.states.set(crmSync.mappingId, 'disabled');
    guard.setBreaker('crm', openBreaker);

    await guard.run();
    guard.setBreaker('crm', { kind: 'closed', closedAtMs: startMs });
    await guard.run();

    expect(guard.mappings.changes).toEqual([]);
    expect(guard.notes.notes.size).toBe(0);
  });

  it.each(['enabled', 'enabling'] as const)(
    'loses its note when its mapping is %s already',
    async (state) => {
      const guard = guardFixture();
      guard.paused(crmSync);
      guard.mappings.states.set(crmSync.mappingId, state);

      await guard.run();

      expect(guard.notes.notes.size).toBe(0);
      expect(guard.mappings.changes).toEqual([]);
      expect(guard.codes()).toEqual([]);
    },
  );

  it.each(['disabling', 'changing'] as const)(
    'is left to the next run while its mapping is %s',
    async (state) => {
      const guard = guardFixture();
      guard.paused(crmSync);
      guard.mappings.states.set(crmSync.mappingId, state);

      await guard.run();

      expect(guard.mappings.changes).toEqual([]);
      expect(guard.notes.notes.has('crm-sync')).toBe(true);
    },
  );

  it('keeps its note when its mapping is busy, so that the next run enables it', async () => {
    const guard = guardFixture();
    guard.paused(crmSync);
    guard.mappings.setEnabled = async () => 'busy';

    await expect(guard.run()).resolves.toEqual({ batchItemFailures: [] });

    expect(guard.notes.notes.has('crm-sync')).toBe(true);
    expect(guard.codes()).toEqual([]);
  });

  it('keeps a note of this minute, whose writer may be about to disable the mapping', async () => {
    const guard = guardFixture();
    guard.paused(crmSync, minuteMs - 1);
    guard.mappings.states.set(crmSync.mappingId, 'enabled');

    await guard.run();
    expect(guard.notes.notes.has('crm-sync')).toBe(true);
    guard.clock.nowMs += 1;
    await guard.run();

    expect(guard.notes.notes.has('crm-sync')).toBe(false);
  });
});
