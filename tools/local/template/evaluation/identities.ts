import { booleanValue, textValue } from '../cloudformation-values';
import type { Resource } from '../template-schema';
import type { Evaluator, EvaluatorOptions } from './evaluator';
import { identityRules, type Identity, type IdentityRule } from './identity-rules';
import type { Scope } from './intrinsics';
import { noValue, unresolved } from './markers';
import { physicalName } from './physical-name';
import { arnOf } from './surroundings';

type Fail = Scope['fail'];

interface Known {
  readonly name: string;
  readonly identity: Identity;
}

/** What the template's resources are called, and what `Ref` and `Fn::GetAtt` give for them. */
export class Identities {
  readonly #options: EvaluatorOptions;
  readonly #evaluator: Evaluator;
  readonly #known = new Map<string, Known | typeof unresolved | 'underWay'>();

  constructor(options: EvaluatorOptions, evaluator: Evaluator) {
    this.#options = options;
    this.#evaluator = evaluator;
  }

  ref(logicalId: string, fail: Fail): string | typeof unresolved {
    const known = this.#identify(logicalId, fail);
    return known === unresolved ? unresolved : known.identity.ref;
  }

  name(logicalId: string, fail: Fail): string | typeof unresolved {
    const known = this.#identify(logicalId, fail);
    return known === unresolved ? unresolved : known.name;
  }

  attribute(logicalId: string, attribute: string, fail: Fail): string | typeof unresolved {
    const known = this.#identify(logicalId, fail);
    if (known === unresolved) return unresolved;
    const { attributes } = known.identity;
    const available = Object.keys(attributes).join(', ') || 'none';
    return attributes[attribute] ?? fail(`the local runner knows no such attribute of it, but ${available}`);
  }

  #identify(logicalId: string, fail: Fail): Known | typeof unresolved {
    const known = this.#known.get(logicalId);
    if (known === 'underWay') return fail(`${logicalId} depends on itself`);
    if (known !== undefined) return known;
    const resource = this.#options.template.Resources[logicalId];
    if (!resource) return fail(`the template has no ${logicalId}`);
    const rule = identityRules.get(resource.Type);
    if (!rule) return fail(`the local runner has no ${resource.Type}`);
    if (!this.#evaluator.includes(resource.Condition, `Resources.${logicalId}.Condition`)) {
      return fail(`its condition ${resource.Condition} leaves ${logicalId} out`);
    }
    this.#known.set(logicalId, 'underWay');
    const found = this.#workOut(logicalId, resource, rule);
    this.#known.set(logicalId, found);
    return found;
  }

  #workOut(logicalId: string, resource: Resource, rule: IdentityRule): Known | typeof unresolved {
    const { surroundings } = this.#options;
    const at = { logicalId, resource };
    const name = this.#name(at, rule);
    const functionArn = rule.ofFunction ? this.#functionArn(at) : '';
    if (name === unresolved || functionArn === unresolved) return unresolved;
    const { region, accountId } = surroundings;
    const identity = rule.identify({
      logicalId,
      name,
      region,
      accountId,
      functionArn,
      arn: (service, rest) => arnOf(service, rest, surroundings),
      queueUrl: (queue) => surroundings.queueUrl(queue),
    });
    return { name, identity };
  }

  #name(at: Place, rule: IdentityRule): string | typeof unresolved {
    const given = rule.nameProperty === undefined ? undefined : this.#text(at, rule.nameProperty);
    if (given !== undefined) return given;
    const suffixed =
      rule.suffix && booleanValue.safeParse(this.#property(at, rule.suffix.when)).data === true;
    const suffix = suffixed ? (rule.suffix?.text ?? '') : '';
    const made = physicalName(at.logicalId, { maxLength: rule.maxNameLength ?? 255, suffix });
    return rule.lowerCase ? made.toLowerCase() : made;
  }

  /** `FunctionName` takes a function's name or its ARN. */
  #functionArn(at: Place): string | typeof unresolved {
    const named = this.#text(at, 'FunctionName') ?? '';
    if (named === unresolved || named.startsWith('arn:')) return named;
    return arnOf('lambda', `function:${named}`, this.#options.surroundings);
  }

  #text(at: Place, property: string): string | typeof unresolved | undefined {
    const value = this.#property(at, property);
    if (value === undefined || value === unresolved) return value;
    const text = textValue.safeParse(value);
    if (text.success) return text.data;
    this.#options.problems.add(pathOf(at, property), 'expected a text');
    return unresolved;
  }

  #property(at: Place, property: string): unknown {
    const value = this.#evaluator.resolve(at.resource.Properties[property], pathOf(at, property));
    return value === noValue ? undefined : value;
  }
}

interface Place {
  readonly logicalId: string;
  readonly resource: Resource;
}

const pathOf = ({ logicalId }: Place, property: string): string =>
  `Resources.${logicalId}.Properties.${property}`;
