import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lifecycle } from '../../lambdas/contract/lifecycle';
import type { ModuleManifest } from '../../lambdas/contract/module-manifest';
import { manifests } from '../../lambdas/modules';

const page = readFileSync(join(__dirname, '../../docs/modules.md'), 'utf8');
const all: readonly ModuleManifest[] = manifests;

/** The arrows of each diagram on the page, with the title of its section. */
const diagrams = page.split(/^## /m).flatMap((section) => {
  const diagram = /```mermaid\nstateDiagram-v2\n(?<arrows>.*?)```/s.exec(section)?.groups?.['arrows'];
  const arrows = diagram?.split('\n').map((line) => line.trim());
  return arrows ? [[section.split('\n')[0] ?? '', arrows.filter((line) => line !== '')] as const] : [];
});

const arrowsOf = ({ starts, next, ends }: Lifecycle): readonly string[] => [
  ...starts.map((type) => `[*] --> ${type}`),
  ...Object.entries(next).flatMap(([type, types]) => types.map((following) => `${type} --> ${following}`)),
  ...ends.map((type) => `${type} --> [*]`),
];

describe('the page about the modules', () => {
  it('has diagrams', () => {
    expect(diagrams.map(([title]) => title)).toEqual(expect.arrayContaining(['call-lifecycle', 'crm-sync']));
  });

  it.each(diagrams)('draws the lifecycle of %s as it is', (name, drawn) => {
    const manifest = all.find((candidate) => candidate.name === name);
    const arrows = manifest?.policy === 'sequence' ? arrowsOf(manifest.lifecycle) : [];
    expect([...drawn].toSorted()).toEqual([...arrows].toSorted());
  });
});
