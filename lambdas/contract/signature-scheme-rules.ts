import {
  isObject,
  listOf,
  matching,
  objectOf,
  oneOf,
  type Rule,
  show,
  wholeNumberWithin,
} from './shape-rules';
import type { HeaderField, SignatureScheme } from './signature-scheme';

const header = matching(/^[A-Za-z0-9_-]{1,64}$/, 'a header name of 1 to 64 letters, digits, - and _');
const prefix = matching(/^[\x21-\x7e]{1,32}$/, '1 to 32 visible ASCII characters without a space');
/** None that can stand in a signature or a timestamp. */
const separator = matching(
  /^[ !-*,.:-<>-@[-`{-~]{1,4}$/,
  '1 to 4 ASCII characters that are no letter, digit, +, -, / or =',
);

const fieldShape = objectOf({ header }, { prefix, separator });
const timestampShape = objectOf({
  field: fieldShape,
  unit: oneOf(['seconds', 'milliseconds']),
  toleranceSeconds: objectOf({ past: wholeNumberWithin(1, 86_400), future: wholeNumberWithin(1, 86_400) }),
});
const textShape = objectOf({ text: matching(/^[^\ud800-\udfff]{1,64}$/u, 'a text of 1 to 64 characters') });

const partShape: Rule = (what, value) => {
  if (isObject(value) && 'text' in value) return textShape(what, value);
  if (isObject(value) && 'field' in value) return objectOf({ field: fieldShape })(what, value);
  return value === 'body' || value === 'timestamp'
    ? []
    : [
        `${what} is ${show(value)}, but must be "body", "timestamp", {"text": …} or {"field": {"header": …}}: choose one.`,
      ];
};

/** `utf8` takes a secret as it stands, so a prefix would mean nothing there. */
const secretShape: Rule = (what, value) =>
  isObject(value) && value['encoding'] === 'base64'
    ? objectOf({ encoding: oneOf(['base64']) }, { prefix })(what, value)
    : objectOf({ encoding: oneOf(['utf8', 'base64']) })(what, value);

const schemeShape = objectOf(
  {
    algorithm: oneOf(['sha256']),
    signature: objectOf({ header, encoding: oneOf(['hex', 'base64']) }, { prefix, separator }),
    signs: listOf(partShape, 16),
    secret: secretShape,
  },
  { timestamp: timestampShape },
);

const hasSchemeShape = (value: unknown): value is SignatureScheme => schemeShape('', value).length === 0;

/** What is wrong with a custom scheme: its form, and if that is right, its sense. */
export const signatureSchemeProblems: Rule = (what, value) =>
  hasSchemeShape(value) ? senseProblems(what, value) : schemeShape(what, value);

export const isSignatureScheme = (value: unknown): value is SignatureScheme =>
  signatureSchemeProblems('', value).length === 0;

const senseProblems = (what: string, scheme: SignatureScheme): string[] => [
  ...bodyProblems(what, scheme),
  ...timestampProblems(what, scheme),
  ...headersProblems(what, scheme),
];

const timesSigned = ({ signs }: SignatureScheme, part: 'body' | 'timestamp'): number =>
  signs.filter((one) => one === part).length;

const bodyProblems = (what: string, scheme: SignatureScheme): string[] =>
  timesSigned(scheme, 'body') === 1
    ? []
    : [`${what}.signs is ${show(scheme.signs)}, but must have "body" once, or any body would do: add it.`];

const timestampProblems = (what: string, scheme: SignatureScheme): string[] => {
  const times = timesSigned(scheme, 'timestamp');
  if (scheme.timestamp === undefined) {
    return times === 0
      ? []
      : [`${what}.signs has "timestamp", but timestamp does not say where it stands: add it.`];
  }
  return times === 1
    ? []
    : [
        `${what}.signs is ${show(scheme.signs)}, but must have "timestamp" once, or anybody could write another time: add it, or remove timestamp.`,
      ];
};

interface NamedField {
  readonly name: string;
  readonly field: HeaderField;
}

const fieldsOf = ({ signature, timestamp, signs }: SignatureScheme): NamedField[] => [
  { name: 'signature', field: signature },
  ...(timestamp ? [{ name: 'timestamp.field', field: timestamp.field }] : []),
  ...signs.flatMap((part, index) =>
    typeof part === 'object' && 'field' in part ? [{ name: `signs[${index}].field`, field: part.field }] : [],
  ),
];

const headersProblems = (what: string, scheme: SignatureScheme): string[] => {
  const fields = fieldsOf(scheme);
  return [
    ...fields.flatMap(({ name, field }) => prefixProblems(`${what}.${name}`, field)),
    ...fields.flatMap((one, index) =>
      fields.slice(index + 1).flatMap((other) => neighbourProblems(what, one, other)),
    ),
  ];
};

const prefixProblems = (what: string, { prefix, separator }: HeaderField): string[] =>
  prefix !== undefined && separator !== undefined && prefix.includes(separator)
    ? [
        `${what}.prefix is ${show(prefix)}, but must not hold the separator ${show(separator)}: choose another one.`,
      ]
    : [];

/** Two fields of one header are told apart by what stands before them. */
const neighbourProblems = (what: string, one: NamedField, other: NamedField): string[] => {
  const { header, separator, prefix = '' } = one.field;
  const { prefix: otherPrefix = '' } = other.field;
  if (header.toLowerCase() !== other.field.header.toLowerCase()) return [];
  const areApart = !prefix.startsWith(otherPrefix) && !otherPrefix.startsWith(prefix);
  return separator !== undefined && separator === other.field.separator && areApart
    ? []
    : [
        `${what}: ${one.name} and ${other.name} both stand in ${header}, so they must have the same separator, and prefixes of which none begins with the other: give them such.`,
      ];
};
