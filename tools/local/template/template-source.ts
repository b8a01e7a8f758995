import type * as z from 'zod';
import type { Evaluator } from './evaluation/evaluator';
import { hasUnresolved, noValue, unresolved } from './evaluation/markers';
import type { Problems } from './problems';
import type { Resource, Template } from './template-schema';

export interface LocatedResource {
  readonly logicalId: string;
  readonly resource: Resource;
}

/** Something of the template that is not run on purpose, and why, for people. */
export interface Skipped {
  readonly logicalId: string;
  readonly reason: string;
}

/** A template as the readers of the single resource types see it: resolved, checked, problems collected. */
export class TemplateSource {
  readonly evaluator: Evaluator;
  readonly problems: Problems;
  /** What the readers left out. */
  readonly skipped: Skipped[] = [];
  readonly #template: Template;

  constructor(parts: {
    readonly template: Template;
    readonly evaluator: Evaluator;
    readonly problems: Problems;
  }) {
    this.#template = parts.template;
    this.evaluator = parts.evaluator;
    this.problems = parts.problems;
  }

  /** Resources of these types that are in the stack, in the template's order. */
  resources(...types: readonly string[]): LocatedResource[] {
    return this.matching((type) => types.includes(type));
  }

  matching(accepts: (type: string) => boolean): LocatedResource[] {
    return Object.entries(this.#template.Resources)
      .filter(([, { Type }]) => accepts(Type))
      .filter(([logicalId, { Condition }]) =>
        this.evaluator.includes(Condition, `Resources.${logicalId}.Condition`),
      )
      .map(([logicalId, resource]) => ({ logicalId, resource }));
  }

  /**
   * The properties that the schema names, resolved; others are not looked at. Undefined when one of them has a
   * problem, which is reported.
   */
  properties<Shape extends z.ZodRawShape>(
    { logicalId, resource }: LocatedResource,
    schema: z.ZodObject<Shape>,
  ): z.output<z.ZodObject<Shape>> | undefined {
    const path = `Resources.${logicalId}.Properties`;
    const given = Object.keys(schema.shape).filter((key) => Object.hasOwn(resource.Properties, key));
    const entries = given
      .map((key) => [key, this.evaluator.resolve(resource.Properties[key], `${path}.${key}`)] as const)
      .filter(([, value]) => value !== noValue);
    return this.#checked(Object.fromEntries(entries), { schema, path });
  }

  /** One value, resolved and checked in the same way. */
  value<Schema extends z.ZodType>(
    raw: unknown,
    at: { readonly schema: Schema; readonly path: string },
  ): z.output<Schema> | undefined {
    return this.#checked(this.evaluator.resolve(raw, at.path), at);
  }

  name(logicalId: string): string | undefined {
    const name = this.evaluator.nameOf(logicalId);
    return name === unresolved ? undefined : name;
  }

  ref(logicalId: string): string | undefined {
    const ref = this.evaluator.refOf(logicalId);
    return ref === unresolved ? undefined : ref;
  }

  attribute(logicalId: string, attribute: string): string | undefined {
    const value = this.evaluator.attributeOf(logicalId, attribute);
    return value === unresolved ? undefined : value;
  }

  get outputs(): Template['Outputs'] {
    return this.#template.Outputs;
  }

  #checked<Schema extends z.ZodType>(
    value: unknown,
    { schema, path }: { schema: Schema; path: string },
  ): z.output<Schema> | undefined {
    if (hasUnresolved(value)) return undefined;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues)
      this.problems.add([path, ...issue.path].join('.'), issue.message);
    return undefined;
  }
}
