import * as z from 'zod';
import { textValue } from '../cloudformation-values';
import type { Scope } from './intrinsics';
import { hasUnresolved, unresolved } from './markers';

const forms = z.union([
  z.string().transform((text) => ({ text, variables: {} })),
  z
    .tuple([z.string(), z.record(z.string(), z.unknown())])
    .transform(([text, variables]) => ({ text, variables })),
]);

/** `Fn::Sub`: `${Name}`, `${LogicalId.Attribute}`, and `${!Literal}`, which stays as `${Literal}`. */
export function substitute(raw: unknown, scope: Scope): unknown {
  const parsed = forms.safeParse(raw);
  if (!parsed.success) return scope.fail('expected a text, or [text, {variable: value, …}]');
  const { text, variables } = parsed.data;
  const values = new Map<string, unknown>();
  for (const [, name = ''] of text.matchAll(/\$\{([^!}][^}]*)\}/g)) {
    values.set(name, valueOf(name, variables, scope));
  }
  if (hasUnresolved([...values.values()])) return unresolved;
  return text.replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) =>
    literal ? `\${${name}}` : String(values.get(name)),
  );
}

function valueOf(placeholder: string, variables: Readonly<Record<string, unknown>>, scope: Scope): unknown {
  const name = placeholder.trim();
  const dot = name.indexOf('.');
  const value = Object.hasOwn(variables, name)
    ? scope.resolve(variables[name])
    : dot < 0
      ? scope.reference(name)
      : scope.attribute(name.slice(0, dot), name.slice(dot + 1));
  if (hasUnresolved(value)) return unresolved;
  const text = textValue.safeParse(value);
  return text.success ? text.data : scope.fail(`\${${name}} is not a text`);
}
