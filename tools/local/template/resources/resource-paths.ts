import * as z from 'zod';
import type { TemplateSource } from '../template-source';

const schema = z.object({ ParentId: z.string(), PathPart: z.string() });

/** Paths of API Gateway's resources by their id, `/` for the root's. */
export function readResourcePaths(source: TemplateSource): ReadonlyMap<string, string> {
  const parts = readParts(source);
  const paths = new Map<string, string>();
  for (const { logicalId } of source.resources('AWS::ApiGateway::RestApi')) {
    const root = source.attribute(logicalId, 'RootResourceId');
    if (root !== undefined) paths.set(root, '/');
  }
  for (let known = 0; known < paths.size;) {
    known = paths.size;
    for (const { id, parentId, part } of parts) {
      const parent = paths.get(parentId);
      if (parent !== undefined) paths.set(id, parent === '/' ? `/${part}` : `${parent}/${part}`);
    }
  }
  return paths;
}

interface Part {
  readonly id: string;
  readonly parentId: string;
  readonly part: string;
}

function readParts(source: TemplateSource): Part[] {
  return source.resources('AWS::ApiGateway::Resource').flatMap((resource) => {
    const properties = source.properties(resource, schema);
    const id = source.ref(resource.logicalId);
    if (!properties || id === undefined) return [];
    return [{ id, parentId: properties.ParentId, part: properties.PathPart }];
  });
}
