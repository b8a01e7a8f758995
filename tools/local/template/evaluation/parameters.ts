import type { Template } from '../template-schema';
import type { Scope } from './intrinsics';

type Parameter = Template['Parameters'][string];

/** A parameter's default; there is nobody to ask for another value. */
export function parameterValue({ Type: type, Default: value }: Parameter, fail: Scope['fail']): unknown {
  if (type.startsWith('AWS::SSM::')) return fail(`a parameter of type ${type} is looked up at deployment`);
  if (value === undefined) return fail('the parameter has no default');
  const isList = type === 'CommaDelimitedList' || type.startsWith('List<');
  return isList
    ? String(value)
        .split(',')
        .map((entry) => entry.trim())
    : String(value);
}
