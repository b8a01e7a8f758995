import { decodeScript, encodeScript, type Script } from '../choices/script';

/** A run as a word: `late-start:j.4`. */
export interface NamedRun {
  readonly scenario: string;
  readonly script: Script;
}

export const encodeRun = ({ scenario, script }: NamedRun): string => `${scenario}:${encodeScript(script)}`;

/** @returns `undefined` for what names no run */
export const decodeRun = (token: string): NamedRun | undefined => {
  const [scenario, word, ...rest] = token.split(':');
  const script = word === undefined ? undefined : decodeScript(word);
  return scenario && script && rest.length === 0 ? { scenario, script } : undefined;
};
