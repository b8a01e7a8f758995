import { PowertoolsLog } from '../../lambdas/adapters/powertools-log';
import { PowertoolsMetrics } from '../../lambdas/adapters/powertools-metrics';

/** Both write to the standard streams by themselves, past the console that jest replaces. */
const captured = (act: () => void): Record<string, unknown>[] => {
  const lines: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation((chunk) => {
      lines.push(...String(chunk).split('\n'));
      return true;
    }),
  );
  try {
    act();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
};

describe('the log', () => {
  it('writes a code with its fields as one JSON line', () => {
    const lines = captured(() =>
      new PowertoolsLog().info('EVENT_APPLIED', { module: 'agent-presence', eventId: 'e-1' }),
    );
    expect(lines).toMatchObject([
      { level: 'INFO', message: 'EVENT_APPLIED', module: 'agent-presence', eventId: 'e-1' },
    ]);
  });

  it('drops every field that the allow-list does not have', () => {
    const wider = { eventId: 'e-1', data: { phone: '+49301234567' }, signature: 'abc', message: 'Jane' };
    const log = new PowertoolsLog();
    const lines = captured(() => {
      log.info('EVENT_APPLIED', wider);
      log.warn('ID_REUSED', wider);
      log.error('EVENT_FAILED', wider);
    });
    expect(lines.map(({ level, message }) => [level, message])).toEqual([
      ['INFO', 'EVENT_APPLIED'],
      ['WARN', 'ID_REUSED'],
      ['ERROR', 'EVENT_FAILED'],
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/4930|signature|abc|Jane/);
  });
});

describe('the metrics', () => {
  beforeAll(() => {
    process.env['POWERTOOLS_METRICS_NAMESPACE'] = 'Switchboard';
    process.env['POWERTOOLS_SERVICE_NAME'] = 'ingest';
  });
  afterAll(() => {
    delete process.env['POWERTOOLS_METRICS_NAMESPACE'];
    delete process.env['POWERTOOLS_SERVICE_NAME'];
  });

  it('publish what was counted in one line, with its dimensions', () => {
    const metrics = new PowertoolsMetrics();
    const lines = captured(() => {
      metrics.count('EventApplied');
      metrics.count('EventApplied');
      metrics.count('EventStale');
      metrics.flush({ module: 'agent-presence' });
    });
    expect(lines).toMatchObject([
      { service: 'ingest', module: 'agent-presence', EventApplied: 2, EventStale: 1 },
    ]);
  });

  it('add as many as they are told to', () => {
    const metrics = new PowertoolsMetrics();
    const lines = captured(() => {
      metrics.count('ReleaseSent', 40);
      metrics.count('ReleaseSent');
      metrics.flush({ module: 'call-lifecycle' });
    });
    expect(lines).toMatchObject([{ module: 'call-lifecycle', ReleaseSent: 41 }]);
  });

  it('start anew after each flush, without the dimensions of the one before', () => {
    const metrics = new PowertoolsMetrics();
    const lines = captured(() => {
      metrics.count('EventAccepted');
      metrics.flush({ source: 'genesys' });
      metrics.flush({ source: 'genesys' });
      metrics.count('RequestRefused');
      metrics.flush({});
    });
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatchObject({ service: 'ingest', RequestRefused: 1 });
    expect(lines[1]).not.toHaveProperty('source');
    expect(lines[1]).not.toHaveProperty('EventAccepted');
  });
});
