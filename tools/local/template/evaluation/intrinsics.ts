import * as z from 'zod';
import { booleanValue, numberValue, textValue } from '../cloudformation-values';
import { hasUnresolved, unresolved } from './markers';
import { substitute } from './substitution';

/** What an intrinsic function can ask of the template around it. */
export interface Scope {
  /** Resolves a part of the function's argument. */
  resolve(value: unknown): unknown;
  /** The target of `Ref`. */
  reference(name: string): unknown;
  /** The target of `Fn::GetAtt`. */
  attribute(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean | typeof unresolved;
  mapping(map: string, topKey: string, secondKey: string): unknown;
  /** Reports why the function gives nothing. */
  fail(reason: string): typeof unresolved;
}

export type Intrinsic = (argument: unknown, scope: Scope) => unknown;

const texts = z.array(textValue);
const attributeForms = z.union([
  z.tuple([z.string(), textValue]),
  z
    .string()
    .regex(/^[^.]+\../)
    .transform((text) => [text.slice(0, text.indexOf('.')), text.slice(text.indexOf('.') + 1)] as const),
]);
const operands = (least: number) => z.array(z.unknown()).min(least).max(10);

/** Each function takes the argument as the template has it, and resolves what it needs of it. */
export const intrinsics: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['Ref', whole(z.string(), 'a name', (name, scope) => scope.reference(name))],
  [
    'Fn::GetAtt',
    whole(attributeForms, '[logical id, attribute]', ([id, attribute], scope) =>
      scope.attribute(id, attribute),
    ),
  ],
  [
    'Fn::Join',
    whole(z.tuple([z.string(), texts]), '[delimiter, [text, …]]', ([delimiter, parts]) =>
      parts.join(delimiter),
    ),
  ],
  [
    'Fn::Split',
    whole(z.tuple([z.string().min(1), z.string()]), '[delimiter, text]', ([delimiter, text]) =>
      text.split(delimiter),
    ),
  ],
  ['Fn::Select', whole(z.tuple([numberValue, z.array(z.unknown())]), '[index, [value, …]]', select)],
  ['Fn::Base64', whole(z.string(), 'a text', (text) => Buffer.from(text).toString('base64'))],
  [
    'Fn::FindInMap',
    whole(z.tuple([z.string(), textValue, textValue]), '[map, key, key]', (keys, scope) =>
      scope.mapping(...keys),
    ),
  ],
  ['Fn::Sub', substitute],
  [
    'Fn::Equals',
    whole(z.tuple([z.unknown(), z.unknown()]), '[value, value]', ([one, other]) => sameText(one, other)),
  ],
  ['Fn::And', logical(operands(2), (values) => values.every(Boolean))],
  ['Fn::Or', logical(operands(2), (values) => values.some(Boolean))],
  ['Fn::Not', logical(operands(1).max(1), ([value]) => !value)],
  ['Fn::If', choose],
]);

/** A function of its argument with everything inside resolved. */
function whole<Schema extends z.ZodType>(
  schema: Schema,
  expected: string,
  apply: (argument: z.output<Schema>, scope: Scope) => unknown,
): Intrinsic {
  return (raw, scope) => {
    const argument = scope.resolve(raw);
    if (hasUnresolved(argument)) return unresolved;
    const parsed = schema.safeParse(argument);
    return parsed.success ? apply(parsed.data, scope) : scope.fail(`expected ${expected}`);
  };
}

function select([index, values]: [number, unknown[]], scope: Scope): unknown {
  const value = values[index];
  return value === undefined ? scope.fail(`no entry ${index} in a list of ${values.length}`) : value;
}

/** Compares as CloudFormation does: `"1"` equals `1`. */
function sameText(one: unknown, other: unknown): boolean {
  const comparable = (value: unknown): string => textValue.safeParse(value).data ?? JSON.stringify(value);
  return comparable(one) === comparable(other);
}

/** A function of conditions, each an expression or `{"Condition": name}`. */
function logical(schema: z.ZodType<unknown[]>, combine: (values: readonly boolean[]) => boolean): Intrinsic {
  return (raw, scope) => {
    const parsed = schema.safeParse(raw);
    if (!parsed.success) return scope.fail('expected a list of conditions');
    const values = parsed.data.map((operand) => truth(operand, scope));
    const known = values.filter((value) => value !== unresolved);
    return known.length < values.length ? unresolved : combine(known);
  };
}

function truth(operand: unknown, scope: Scope): boolean | typeof unresolved {
  const named = z.strictObject({ Condition: z.string() }).safeParse(operand);
  if (named.success) return scope.condition(named.data.Condition);
  const value = scope.resolve(operand);
  if (hasUnresolved(value)) return unresolved;
  const parsed = booleanValue.safeParse(value);
  return parsed.success ? parsed.data : scope.fail(`${JSON.stringify(value)} is not a condition`);
}

/** Only the branch that is taken is looked at. */
function choose(raw: unknown, scope: Scope): unknown {
  const parsed = z.tuple([z.string(), z.unknown(), z.unknown()]).safeParse(raw);
  if (!parsed.success) return scope.fail('expected [condition, value, value]');
  const [name, whenTrue, whenFalse] = parsed.data;
  const holds = scope.condition(name);
  return holds === unresolved ? unresolved : scope.resolve(holds ? whenTrue : whenFalse);
}
