import * as z from 'zod/mini';
import { type ApiKind, apiKinds } from '../contract/api-kind';
import { environment } from '../contract/environment';
import type { GovernorSettings } from '../contract/governor-settings';
import { type Environment, EnvironmentReader } from '../core/environment-reader';
import { parseJsonOrUndefined } from '../core/parse-json-or-undefined';

export interface GovernorConfig {
  readonly apiKind: ApiKind;
  readonly apiId: string;
  readonly apiStage: string;
  readonly controlTable: string;
  readonly settings: GovernorSettings;
}

/** CloudWatch: names in one question. */
const maxAlarms = 100;

const settingsSchema = z.object({
  ratePerSecond: z.number().check(z.positive()),
  burst: z.int().check(z.positive()),
  floorPerSecond: z.number().check(z.positive()),
  alarms: z.array(z.string().check(z.minLength(1))).check(z.minLength(1), z.maxLength(maxAlarms)),
});

/**
 * Reads the governor's configuration.
 *
 * @throws {ConfigurationError} listing every problem
 */
export const parseGovernorConfig = (env: Environment): GovernorConfig => {
  const reader = new EnvironmentReader(env);
  const settings = readSettings(reader);
  const apiKind = readApiKind(reader);
  const apiId = reader.text(environment.apiId);
  const apiStage = reader.text(environment.apiStage);
  const controlTable = reader.text(environment.controlTable);
  return reader.finish(() => ({ apiKind, apiId, apiStage, controlTable, settings }));
};

const readApiKind = (reader: EnvironmentReader): ApiKind => {
  const given = reader.text(environment.apiKind);
  const kind = apiKinds.find((one) => one === given);
  if (kind !== undefined) return kind;
  if (given !== '') {
    reader.problem(`${environment.apiKind} is ${given}. It must be one of ${apiKinds.join(', ')}.`);
  }
  return 'rest';
};

const none: GovernorSettings = { ratePerSecond: 0, burst: 0, floorPerSecond: 0, alarms: [] };

const readSettings = (reader: EnvironmentReader): GovernorSettings => {
  const name = environment.governor;
  const text = reader.text(name);
  if (text === '') return none;
  const parsed = settingsSchema.safeParse(parseJsonOrUndefined(text));
  if (!parsed.success) {
    reader.problem(
      `${name} is ${text}. It must be JSON such as ` +
        '{"ratePerSecond":100,"burst":200,"floorPerSecond":5,"alarms":["ingest-errors"]}: rates above 0, a whole ' +
        `burst above 0, and the names of 1 to ${maxAlarms} alarms.`,
    );
    return none;
  }
  const { ratePerSecond, floorPerSecond } = parsed.data;
  if (floorPerSecond > ratePerSecond) {
    reader.problem(
      `${name} has the floor ${floorPerSecond} above the rate ${ratePerSecond}. Set it to the rate or lower.`,
    );
  }
  return parsed.data;
};
