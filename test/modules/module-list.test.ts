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

describe.each([...manifests, moduleTemplate].map((manifest) => [manifest.name, manifest] as const))(
  'the module %s',
  (name, { types }) => {
    it('has an entry point, and a test', () => {
      expect(existsSync(join(modulesFolder, name, 'handler.ts'))).toBe(true);
      expect(readdirSync(join(__dirname, name)).some((file) => file.endsWith('.test.ts'))).toBe(true);
    });

    it('wants types of events that there are samples of', () => {
      expect(types.filter((type) => !sampledTypes.has(type))).toEqual([]);
    });
  },
);
