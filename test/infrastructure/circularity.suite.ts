import * as z from 'zod';
import { createApp, type CreateAppOptions } from '../../lib/create-app';
import { everyPolicy } from './synthesized';
import { scratchFolder } from '../scratch-folder';

const templateSchema = z.object({
  Resources: z.record(z.string(), z.object({ DependsOn: z.array(z.string()).default([]) }).loose()),
});

/** Whatever stands where a logical id can: in `Ref`, `Fn::GetAtt` and the text of `Fn::Sub`. */
function mentionedIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mentionedIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    if (key === 'Ref') return [String(item)];
    if (key === 'Fn::GetAtt') return [String([item].flat()[0])];
    if (key === 'Fn::Sub') return [...JSON.stringify(item).matchAll(/\$\{(\w+)/g)].map(([, id]) => id ?? '');
    return mentionedIn(item);
  });
}

type Graph = ReadonlyMap<string, readonly string[]>;

const graphOf = (template: unknown): Graph =>
  new Map(
    Object.entries(templateSchema.parse(template).Resources).map(([id, { DependsOn, ...resource }]) => [
      id,
      [...DependsOn, ...mentionedIn(resource)],
    ]),
  );

/** What is left when everything is made whose needs are made: the resources of circles, and what needs them. */
function neverMade(graph: Graph): string[] {
  let rest = [...graph.keys()];
  for (let before = Number.POSITIVE_INFINITY; rest.length < before;) {
    before = rest.length;
    const waiting = new Set(rest);
    rest = rest.filter((id) => graph.get(id)?.some((needed) => waiting.has(needed)));
  }
  return rest;
}

describe('the resources of a stack', () => {
  const noDependency = { modules: everyPolicy.modules.filter(({ name }) => name !== 'call-flow') };

  it.each<[string, CreateAppOptions]>([
    ['prod with everything', everyPolicy],
    ['dev with everything', { ...everyPolicy, context: { ...everyPolicy.context, stage: 'dev' } }],
    ['dev without dependencies', { ...noDependency, context: { stage: 'dev' } }],
  ])('can be made one after the other: %s', (_, options) => {
    const [stack] = createApp({ ...options, outdir: scratchFolder(), bundling: false }).synth().stacks;

    const graph = graphOf(stack?.template);

    expect(graph.size).toBeGreaterThan(50);
    expect(neverMade(graph)).toEqual([]);
  });

  it('would be found out if two of them needed each other', () => {
    const one = { DependsOn: ['Two'] };
    const two = { Properties: { Name: { 'Fn::Sub': 'of-${One.Arn}' } } };
    const three = { Properties: { Ref: 'AWS::Region' } };

    expect(neverMade(graphOf({ Resources: { One: one, Two: two, Three: three } }))).toEqual(['One', 'Two']);
  });
});
