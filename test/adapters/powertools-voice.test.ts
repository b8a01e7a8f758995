import { PowertoolsVoice } from '../../lambdas/adapters/powertools-voice';

/** Powertools writes to the standard streams by itself, past the console that jest replaces. */
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

beforeAll(() => {
  process.env['POWERTOOLS_METRICS_NAMESPACE'] = 'Switchboard';
  process.env['POWERTOOLS_SERVICE_NAME'] = 'crm-sync';
});
afterAll(() => {
  delete process.env['POWERTOOLS_METRICS_NAMESPACE'];
  delete process.env['POWERTOOLS_SERVICE_NAME'];
});

describe('the voice of a module', () => {
  it('writes a code with its numbers and the module’s name as one line', () => {
    const voice = new PowertoolsVoice('crm-sync');
    const lines = captured(() => {
      voice.log('info', 'CRM_ACTIVITY_WRITTEN', { status: 201, durationMs: 12.5 });
      voice.log('warn', 'CRM_SLOW', {});
    });
    expect(lines).toMatchObject([
      { level: 'INFO', message: 'CRM_ACTIVITY_WRITTEN', module: 'crm-sync', status: 201, durationMs: 12.5 },
      { level: 'WARN', message: 'CRM_SLOW', module: 'crm-sync' },
    ]);
  });

  it('adds nothing to a line that was said in an earlier one', () => {
    const voice = new PowertoolsVoice('crm-sync');
    const [, second] = captured(() => {
      voice.log('info', 'FIRST', { status: 201 });
      voice.log('info', 'SECOND', { count: 1 });
    });
    expect(second).not.toHaveProperty('status');
  });

  it('counts one at once, in a line of its own, under the module’s name', () => {
    const voice = new PowertoolsVoice('crm-sync');
    const lines = captured(() => {
      voice.count('CrmActivityWritten');
      voice.count('CrmActivityWritten');
    });
    const line = {
      CrmActivityWritten: 1,
      module: 'crm-sync',
      service: 'crm-sync',
      _aws: {
        CloudWatchMetrics: [
          {
            Namespace: 'Switchboard',
            Dimensions: [['service', 'module']],
            Metrics: [{ Name: 'CrmActivityWritten', Unit: 'Count' }],
          },
        ],
      },
    };
    expect(lines).toMatchObject([line, line]);
  });
});
