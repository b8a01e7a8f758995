import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseCommandLine } from '../../../tools/local/parse-command-line';
import { scratchFolder } from '../../scratch-folder';

const given = process.env['PORT'];

beforeEach(() => {
  delete process.env['PORT'];
});

afterAll(() => {
  if (given !== undefined) process.env['PORT'] = given;
});

describe('the command line', () => {
  it('has defaults', () => {
    expect(parseCommandLine([])).toEqual({
      kind: 'run',
      commandLine: { once: false, port: 3000, json: false },
    });
  });

  it('takes every option', () => {
    const args = [
      '--once',
      '--json',
      '--api',
      'http',
      '--port',
      '0',
      '--dynamodb-endpoint',
      'http://127.0.0.1:8000',
    ];

    expect(parseCommandLine([...args, '--sqs-endpoint', 'https://sqs.test'])).toEqual({
      kind: 'run',
      commandLine: {
        once: true,
        port: 0,
        json: true,
        api: 'http',
        dynamodbEndpoint: 'http://127.0.0.1:8000',
        sqsEndpoint: 'https://sqs.test',
      },
    });
  });

  it('takes the port from PORT, unless it is given', () => {
    process.env['PORT'] = '4000';

    expect(parseCommandLine([])).toMatchObject({ commandLine: { port: 4000 } });
    expect(parseCommandLine(['--port', '5000'])).toMatchObject({ commandLine: { port: 5000 } });
  });

  it.each([
    [
      ['--port', '80a'],
      ['80a', 'whole number from 0 to 65535'],
    ],
    [
      ['--port', '65536'],
      ['65536', 'whole number from 0 to 65535'],
    ],
    [
      ['--port', '-1'],
      ['-1', 'whole number from 0 to 65535'],
    ],
    [
      ['--api', 'soap'],
      ['soap', 'rest, http'],
    ],
    [['--port', ''], ['whole number from 0 to 65535']],
    [
      ['--sqs-endpoint', 'localhost:9324'],
      ['localhost:9324', 'http://127.0.0.1:8000'],
    ],
    [
      ['--dynamodb-endpoint', 'ftp://x'],
      ['ftp://x', 'http://127.0.0.1:8000'],
    ],
    [['--onse'], ['--onse']],
    [['extra'], ['argument']],
  ])('%j names what is wrong with it and exits with 2', (args, parts) => {
    const parsed = parseCommandLine(args);

    expect(parsed).toMatchObject({ kind: 'exit', exitCode: 2 });
    for (const part of parts) expect(parsed).toMatchObject({ text: expect.stringContaining(part) });
  });

  it('takes a folder of samples, and gives its whole path', () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, '01.json'), '{}');

    expect(parseCommandLine(['--play', relative(process.cwd(), folder)])).toMatchObject({
      commandLine: { play: folder },
    });
  });

  it('says that a folder is not there, is none, or has nothing to play', () => {
    const empty = scratchFolder();
    const file = join(empty, 'notes.md');
    writeFileSync(file, '');
    const textFor = (folder: string) => {
      const parsed = parseCommandLine(['--play', folder]);
      return parsed.kind === 'exit' && parsed.exitCode === 2 ? parsed.text : parsed;
    };

    expect(textFor(join(empty, 'nowhere'))).toContain(`There is no folder ${join(empty, 'nowhere')}.`);
    expect(textFor(file)).toContain(`There is no folder ${file}.`);
    expect(textFor(empty)).toContain(`There is no sample event (*.json) in ${empty}.`);
  });

  it('names PORT when that is wrong', () => {
    process.env['PORT'] = 'http';

    expect(parseCommandLine([])).toMatchObject({ exitCode: 2, text: expect.stringContaining('PORT') });
  });

  it('explains itself', () => {
    expect(parseCommandLine(['--help'])).toMatchObject({
      kind: 'exit',
      exitCode: 0,
      text: expect.stringContaining('--dynamodb-endpoint <url>'),
    });
  });
});
