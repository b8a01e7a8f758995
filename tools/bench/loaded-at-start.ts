import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** The files that a bundle's start loads: what `file` imports, and what that imports, but nothing on demand. */
export function loadedAtStart(file: string): string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    const source = readFileSync(file, 'utf8');
    for (const [, target] of source.matchAll(
      /(?:^|[;}\n])(?:import|export)(?:[^'"`;()]*from)?"(\.[^"]+)"/g,
    )) {
      visit(resolve(dirname(file), String(target)));
    }
  };
  visit(file);
  return [...found];
}
