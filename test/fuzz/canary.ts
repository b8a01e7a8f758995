/**
 * Stands in everything a sender can write that must not be shown again. Nothing of the product has it in it, so that one
 * look for it in what was printed tells whether anything leaked.
 */
export const canary = 'qzxcanary7';

/** The same for numbers: a telephone number's. */
export const canaryNumber = 493_012_345_678;

/** Whole groups of three bytes keep their base64 wherever the text begins; up to two characters at the ends do not. */
const base64Forms = [0, 1, 2].map((offset) => {
  const padded = Buffer.concat([Buffer.alloc(offset), Buffer.from(canary)]);
  const start = Math.ceil((offset * 4) / 3);
  return padded.toString('base64').replaceAll('=', '').slice(start, -1);
});

const forms: readonly string[] = [
  canary,
  String(canaryNumber),
  Buffer.from(canary).toString('hex'),
  ...base64Forms,
];

/** The form in which the canary stands in a text, if it does. */
export const canaryIn = (text: string): string | undefined => {
  const lower = text.toLowerCase();
  return forms.find((form) => text.includes(form) || lower.includes(form));
};
