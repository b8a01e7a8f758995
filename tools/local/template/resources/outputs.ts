import { textValue } from '../cloudformation-values';
import { localApiUrl, type LocalApi } from '../local-api-urls';
import type { TemplateSource } from '../template-source';

/** The stack's outputs by key; the public address of its API is replaced by the local one. */
export function readOutputs(source: TemplateSource, api: LocalApi): ReadonlyMap<string, string> {
  const entries = Object.entries(source.outputs)
    .filter(([key, { Condition }]) => source.evaluator.includes(Condition, `Outputs.${key}.Condition`))
    .map(
      ([key, { Value }]) =>
        [key, source.value(Value, { schema: textValue, path: `Outputs.${key}.Value` })] as const,
    )
    .flatMap(([key, text]) => (text === undefined ? [] : [[key, localApiUrl(text, api)] as const]));
  return new Map(entries);
}
