import type { Problems } from '../problems';
import type { Template } from '../template-schema';
import { Conditions } from './conditions';
import { intrinsics, type Intrinsic, type Scope } from './intrinsics';
import { isRecord, noValue, unresolved } from './markers';
import { parameterValue } from './parameters';
import { Identities } from './identities';
import { pseudoParameter, type Surroundings } from './surroundings';

export interface EvaluatorOptions {
  readonly template: Template;
  readonly problems: Problems;
  readonly surroundings: Surroundings;
}

/** Resolves a template's intrinsic functions. Every value that cannot be resolved is reported once, with its place. */
export class Evaluator {
  readonly #options: EvaluatorOptions;
  readonly #conditions: Conditions;
  readonly #identities: Identities;

  constructor(options: EvaluatorOptions) {
    this.#options = options;
    this.#conditions = new Conditions(options, this);
    this.#identities = new Identities(options, this);
  }

  /**
   * @param path where the value stands in the template
   * @returns the value without intrinsics; `unresolved` in the place of what could not be resolved
   */
  resolve(value: unknown, path: string): unknown {
    if (Array.isArray(value)) {
      return value
        .map((entry, index) => this.resolve(entry, `${path}.${index}`))
        .filter((entry) => entry !== noValue);
    }
    if (typeof value === 'string') return this.#text(value, path);
    if (!isRecord(value)) return value;
    const call = callIn(value);
    return call ? this.#call(call, path) : this.#properties(value, path);
  }

  /** Whether a resource or output with this condition is in the stack. */
  includes(condition: string | undefined, path: string): boolean {
    return condition === undefined || this.#conditions.holds(condition, path) === true;
  }

  /** A resource's name: the given one, or the one made up for it. */
  nameOf(logicalId: string): string | typeof unresolved {
    return this.#identities.name(logicalId, (reason) => this.#fail(`Resources.${logicalId}`, reason));
  }

  /** What `Ref` gives for a resource. */
  refOf(logicalId: string): string | typeof unresolved {
    return this.#identities.ref(logicalId, (reason) => this.#fail(`Resources.${logicalId}`, reason));
  }

  /** What `Fn::GetAtt` gives for a resource. */
  attributeOf(logicalId: string, attribute: string): string | typeof unresolved {
    return this.#identities.attribute(logicalId, attribute, (reason) =>
      this.#fail(`Resources.${logicalId}`, reason),
    );
  }

  #properties(value: Record<string, unknown>, path: string): unknown {
    const entries = Object.entries(value)
      .map(([key, entry]) => [key, this.resolve(entry, `${path}.${key}`)] as const)
      .filter(([, entry]) => entry !== noValue);
    return Object.fromEntries(entries);
  }

  #text(text: string, path: string): unknown {
    if (!text.includes('{{resolve:')) return text;
    return this.#fail(path, `${text} is looked up at deployment, which the local runner cannot do`);
  }

  #call({ name, apply, argument }: IntrinsicCall, path: string): unknown {
    return apply(argument, this.#scope(name, argument, path));
  }

  #scope(name: string, argument: unknown, path: string): Scope {
    const fail = (reason: string): typeof unresolved =>
      this.#fail(path, `${name} ${JSON.stringify(argument)}: ${reason}`);
    return {
      fail,
      resolve: (value) => this.resolve(value, path),
      reference: (target) => this.#reference(target, fail),
      attribute: (logicalId, attribute) => this.#identities.attribute(logicalId, attribute, fail),
      condition: (condition) => this.#conditions.holds(condition, path),
      mapping: (...keys) => this.#mapping(keys, { path, fail }),
    };
  }

  #reference(name: string, fail: Scope['fail']): unknown {
    const { template, surroundings } = this.#options;
    const pseudo = pseudoParameter(name, surroundings);
    if (pseudo !== undefined) return pseudo;
    const parameter = template.Parameters[name];
    return parameter ? parameterValue(parameter, fail) : this.#identities.ref(name, fail);
  }

  #mapping(
    [map, topKey, secondKey]: Parameters<Scope['mapping']>,
    at: { path: string; fail: Scope['fail'] },
  ): unknown {
    const value = this.#options.template.Mappings[map]?.[topKey]?.[secondKey];
    return value === undefined
      ? at.fail(`Mappings has no ${map}.${topKey}.${secondKey}`)
      : this.resolve(value, at.path);
  }

  #fail(path: string, reason: string): typeof unresolved {
    this.#options.problems.add(path, reason);
    return unresolved;
  }
}

interface IntrinsicCall {
  readonly name: string;
  readonly argument: unknown;
  readonly apply: Intrinsic;
}

/** An intrinsic function is an object with nothing but the function's name as key. */
function callIn(value: Record<string, unknown>): IntrinsicCall | undefined {
  const [name, ...others] = Object.keys(value);
  if (name === undefined || others.length > 0 || (name !== 'Ref' && !name.startsWith('Fn::')))
    return undefined;
  const unknownFunction: Intrinsic = (_, scope) => scope.fail('the local runner does not know this function');
  return { name, argument: value[name], apply: intrinsics.get(name) ?? unknownFunction };
}
