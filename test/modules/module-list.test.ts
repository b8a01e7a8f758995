import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifests } from '../../lambdas/modules';
import { moduleTemplate } from '../../lambdas/modules/module-template/manifest';
import { validateManifests } from '../../lib/validate-manifests';

const modulesFolder = join(__dirname, '../../lambdas/modules');
const eventsFolder = join(__dirname, '../../events');

/** The types of all events in the samples. */
const sampledTypes = new Set(
  readdirSync(eventsFolder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json') && !/(?:^|\/)(?:sam|expected)\//.test(file))
    .flatMap((file) => {
      const event: unknown = JSON.parse(readFileSync(join(eventsFolder, file), 'utf8'));
      const type = typeof event === 'object' && event !== null && 'eventType' in event ? event.eventType : '';
      return typeof type === 'string' ? [type] : [];
    }),
);

describe('the list of modules', () => {
  it('holds valid manifests with names of their own', () => {
    expect(validateManifests([...manifests, moduleTemplate])).toEqual([]);
  });

  it('names every folder beside it, but the template', () => {
    const folders = readdirSync(modulesFolder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    const names = manifests.map(({ name }): string => name);
    expect(folders.toSorted()).toEqual([...names, moduleTemplate.name].toSorted());
  });
});

/** What an entry point says it exports, such as `latestHandler`; undefined if it exports no such handler. */
const handlerIn = (source: string): string | undefined =>
  /^export const handler = (\w+)\(/m.exec(source)?.[1];

/** The one way by which the linter does not see that somebody reads the clock. */
const currentDate = /\bnew Date\b\s*(?:\(\s*\)|(?!\s*\())/;

const sourcesOf = (name: string): string[] =>
  readdirSync(join(modulesFolder, name), { encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('-client.ts'),
  );

describe('the look at a source', () => {
  it.each([
    ['export const handler = latestHandler(mine);', 'latestHandler'],
    ['export const handler = sequenceHandler(\n  mine(process.env),\n);', 'sequenceHandler'],
    ['const handler = latestHandler(mine);', undefined],
    ['// export const handler = latestHandler(mine);', undefined],
    ['export const handle = latestHandler(mine);', undefined],
    ['', undefined],
  ])('sees which handler it exports: %j', (source, expected) => {
    expect(handlerIn(source)).toBe(expected);
  });

  it.each([
    ['new Date()', true],
    ['+new Date', true],
    ['new Date( ).getTime()', true],
    ['new Date(event.time)', false],
    ['new Date (0)', false],
    ['new DateRange()', false],
  ])('sees whether it reads the clock: %s', (source, expected) => {
    expect(currentDate.test(source)).toBe(expected);
  });
});

describe.each([...manifests, moduleTemplate].map((manifest) => [manifest.name, manifest] as const))(
  'the module %s',
  (name, { policy, types }) => {
    it('has an entry point that exports the handler of its policy', () => {
      const entryPoint = join(modulesFolder, name, 'handler.ts');

      expect([existsSync(entryPoint), entryPoint]).toEqual([true, entryPoint]);
      expect(handlerIn(readFileSync(entryPoint, 'utf8'))).toBe(`${policy}Handler`);
    });

    it('reads no clock by itself', () => {
      const readers = sourcesOf(name).filter((file) =>
        currentDate.test(readFileSync(join(modulesFolder, name, file), 'utf8')),
      );

      expect(readers).toEqual([]);
    });

    it('has a test', () => {
      expect(readdirSync(join(__dirname, name)).some((file) => file.endsWith('.test.ts'))).toBe(true);
    });

    it('wants types of events that there are samples of', () => {
      expect(types.filter((type) => !sampledTypes.has(type))).toEqual([]);
    });
  },
);
