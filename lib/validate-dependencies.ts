import { Token } from 'aws-cdk-lib';
import { dependencyUrlRule, isDependencyUrl } from './dependency-url';
import { missingDependencies } from './missing-dependencies';
import type { SwitchboardProps } from './switchboard-props';
import { isRecord, kebabName, show } from './validation-rules';

/** What is wrong with the dependencies: those that are configured, and those that modules name and that are not. */
export function validateDependencies({ modules, dependencies = {} }: SwitchboardProps): string[] {
  return [
    ...Object.entries(dependencies).flatMap(([name, endpoint]) => validateDependency(name, endpoint)),
    ...modules
      .filter(isRecord)
      .flatMap((manifest) =>
        missingDependencies(manifest, dependencies).map(
          (name) =>
            `Module ${manifest.name} calls ${name}, but props.dependencies has none of that name: say there where it is, or leave the module out.`,
        ),
      ),
  ];
}

function validateDependency(name: string, endpoint: unknown): string[] {
  const given = isRecord(endpoint) ? endpoint : {};
  return [
    ...kebabName(`Dependency name ${show(name)}`, name, 'crm'),
    ...(['url', 'tokenUrl'] as const).flatMap((field) =>
      validateUrl(`Dependency ${name}: ${field}`, given[field]),
    ),
  ];
}

/** What another stack gives is known only when it is deployed. */
const validateUrl = (what: string, url: unknown): string[] =>
  Token.isUnresolved(url) || isDependencyUrl(url)
    ? []
    : [`${what} is ${show(url)}, but must be ${dependencyUrlRule}: correct it.`];
