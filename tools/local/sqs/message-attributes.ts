import { createHash } from 'node:crypto';
import { SqsError } from './errors';
import { isLegalText } from './legal-text';
import type { MessageAttribute, MessageAttributes } from './message';
import type { AttributeValueInput } from './requests';

const maxAttributes = 10;
const nameShape = /^(?!\.)(?!.*\.\.)(?!.*\.$)(?!aws\.|amazon\.)[A-Za-z0-9_.-]{1,256}$/i;
const typeShape = /^(?:String|Number|Binary)(?:\..+)?$/;
const base64Shape = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

type AttributeInputs = Readonly<Record<string, AttributeValueInput>>;

/** Throws what SQS answers to attributes that it refuses. */
export function parseAttributes(inputs: AttributeInputs = {}): MessageAttributes {
  const entries = Object.entries(inputs);
  if (entries.length > maxAttributes) {
    throw refusal(`Number of message attributes [${entries.length}] exceeds the allowed maximum [10].`);
  }
  return new Map(entries.map(([name, input]) => [name, parseAttribute(name, input)]));
}

function parseAttribute(name: string, input: AttributeValueInput): MessageAttribute {
  if (!nameShape.test(name)) {
    throw refusal(
      `Message (user) attribute name '${name}' is invalid: 1 to 256 letters, digits, hyphens, underscores and single inner periods, not starting with AWS. or Amazon.`,
    );
  }
  const dataType = input.DataType;
  if (!typeShape.test(dataType) || dataType.length > 256) {
    throw refusal(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  return { dataType, value: parseValue(name, input) };
}

function parseValue(
  name: string,
  { DataType, StringValue, BinaryValue }: AttributeValueInput,
): string | Buffer {
  const type = DataType.split('.')[0] ?? '';
  const given = type === 'Binary' ? BinaryValue : StringValue;
  if (!given) {
    throw refusal(`Message (user) attribute '${name}' must contain a non-empty value of type '${type}'.`);
  }
  if (type === 'Binary') {
    if (!base64Shape.test(given)) throw refusal(`Message (user) attribute '${name}' is not valid base64.`);
    return Buffer.from(given, 'base64');
  }
  if (!isLegalText(given)) {
    throw new SqsError(
      'InvalidMessageContents',
      `Message (user) attribute '${name}' has invalid characters.`,
    );
  }
  if (type === 'Number' && !isNumber(given)) {
    throw refusal(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  return given;
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}

/** Names, types and values, which all count towards a message's size. */
export function attributeBytes(inputs: AttributeInputs = {}): number {
  return Object.entries(inputs).reduce((total, [name, { DataType, StringValue = '', BinaryValue = '' }]) => {
    const valueBytes = Buffer.byteLength(StringValue) + Buffer.byteLength(BinaryValue, 'base64');
    return total + Buffer.byteLength(name) + Buffer.byteLength(DataType) + valueBytes;
  }, 0);
}

/** The digest that SDKs compare; undefined without attributes. Source: developer guide, "Message attributes". */
export function attributesMd5(attributes: MessageAttributes): string | undefined {
  if (attributes.size === 0) return undefined;
  const hash = createHash('md5');
  for (const name of [...attributes.keys()].toSorted(byCodeUnits)) {
    const attribute = attributes.get(name);
    if (!attribute) continue;
    const { dataType, value } = attribute;
    for (const part of [name, dataType]) hash.update(lengthPrefixed(part));
    hash.update(Buffer.of(typeof value === 'string' ? 1 : 2));
    hash.update(lengthPrefixed(value));
  }
  return hash.digest('hex');
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : 1;
}

function lengthPrefixed(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** The attributes that a receiver asked for: `All`, `.*`, names, or `prefix.*`. */
export function selectAttributes(
  attributes: MessageAttributes,
  wanted: readonly string[],
): MessageAttributes {
  const matches = (name: string) =>
    wanted.some((wish) => {
      if (wish === 'All' || wish === '.*' || wish === name) return true;
      return wish.endsWith('.*') && name.startsWith(wish.slice(0, -2));
    });
  return new Map([...attributes].filter(([name]) => matches(name)));
}

function refusal(message: string): SqsError {
  return new SqsError('InvalidParameterValueException', message);
}
