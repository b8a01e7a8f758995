import type { S3Response } from './request';

/** Content of an element: a text, other elements, or several of either under one name. */
export type XmlContent = string | number | boolean | XmlElements | readonly XmlContent[];

export interface XmlElements {
  readonly [name: string]: XmlContent | undefined;
}

/** A document with one root, in S3's namespace. */
export const xmlDocument = (root: string, content: XmlElements, namespace = s3Namespace): string => {
  const attribute = namespace === '' ? '' : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${elements(content)}</${root}>`;
};

/** The usual answer. */
export const xmlResponse = (root: string, content: XmlElements): S3Response => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: xmlDocument(root, content),
});

const s3Namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

const elements = (content: XmlElements): string =>
  Object.entries(content)
    .map(([name, value]) => (value === undefined ? '' : element(name, value)))
    .join('');

const element = (name: string, value: XmlContent): string => {
  if (isList(value)) return value.map((item) => element(name, item)).join('');
  const inside = typeof value === 'object' ? elements(value) : escaped(String(value));
  return `<${name}>${inside}</${name}>`;
};

const isList = (value: XmlContent): value is readonly XmlContent[] => Array.isArray(value);

/** XML 1.0 knows no other characters below the blank; a reference keeps the rest as they are. */
const escaped = (text: string): string =>
  text.replaceAll(/[<>&"\r\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
