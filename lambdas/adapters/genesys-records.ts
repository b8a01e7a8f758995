import { hydrationDependency } from '../contract/hydration';
import type { Environment } from '../core/environment-reader';
import type { FailureOptions } from '../core/failure/errors';
import { isRecord } from '../core/is-record';
import {
  PlatformFailedError,
  PlatformRateLimitedError,
  type PlatformRecord,
  type PlatformRecords,
  RecordRefusedError,
} from '../hydration/ports';
import {
  type ClientAnswer,
  createRestClient,
  type RestClient,
  type RestClientOptions,
} from '../rest-client/rest-client';
import { kindOf, messageOf, type RestErrors, type RestFailure } from '../rest-client/rest-failure';
import { failureOf } from '../rest-client/send-request';
import { RateGate } from './rate-gate';

/** A token and a record, each twice, fit into what hydration has for an event. */
const defaultTimeoutMs = 4000;
const maxRecordBytes = 4 * 1024 * 1024;
/** Until the platform says otherwise. Source: Genesys Cloud, "Rate limits", client credentials: requests per token. */
const defaultLimit = { requests: 300, windowMs: 60_000 };

/**
 * Records over the REST API of Genesys Cloud, as the environment says (`dependencyVariables('genesys')`). Each process has
 * an access token of its own, and with it a rate limit of its own.
 */
export class GenesysRecords implements PlatformRecords {
  readonly #client: RestClient;
  readonly #gate: RateGate;

  /** @throws {ConfigurationError} when the environment does not say where the platform is */
  constructor(environment: Environment, options: RestClientOptions = {}) {
    const { now = Date.now } = options;
    const gate = new RateGate(defaultLimit, now);
    this.#gate = gate;
    this.#client = createRestClient(environment, {
      timeoutMs: defaultTimeoutMs,
      ...options,
      dependency: hydrationDependency,
      errors,
      maxAnswerBytes: maxRecordBytes,
      beforeSending: () => {
        const waitMs = gate.take();
        if (waitMs > 0) throw notNow('The rate limit of the platform is used up for now.', waitMs);
      },
    });
  }

  async fetch(path: string, signal: AbortSignal): Promise<PlatformRecord> {
    const answered = await this.#client.send({ method: 'GET', path, headers: {}, signal });
    this.#gate.hear(answered.answer.headers);
    return this.#recordIn(answered);
  }

  #recordIn({ request, answer }: ClientAnswer): PlatformRecord {
    const failure = failureOf(request, answer);
    switch (answer.status) {
      case 200:
        if (answer.isTooLong) throw refused('too-large', 'The record is too large.', failure);
        if (isRecord(answer.json) && !Array.isArray(answer.json)) return answer.json;
        throw errors.of['unusable-answer'](failure);
      case 403:
        throw refused('forbidden', 'This client lacks the permission to read the record: grant it.', failure);
      case 404:
      case 410:
        throw refused('not-found', 'The platform has no such record.', failure);
      case 429:
        throw notNow(
          'The platform asks to be called less often.',
          this.#gate.close(answer.retryAfterSeconds),
        );
      default:
        throw errors.of[kindOf(answer.status)](failure);
    }
  }
}

const notNow = (message: string, waitMs: number): PlatformRateLimitedError =>
  new PlatformRateLimitedError(message, { retryAfterSeconds: Math.ceil(waitMs / 1000) });

const refused = (
  problem: RecordRefusedError['problem'],
  meaning: string,
  failure: RestFailure,
): RecordRefusedError => new RecordRefusedError(problem, said(meaning, failure));

/** The path of a record names whom it is about. */
const said = (meaning: string, { request, ...failure }: RestFailure): string =>
  messageOf(meaning, { ...failure, request: request.replace(/\/api\/v2\/.*/, '/api/v2/…') });

const optionsOf = ({ cause, retryAfterSeconds }: RestFailure): FailureOptions => ({
  ...(cause !== undefined && { cause }),
  retryAfterSeconds,
});

const errors: RestErrors = {
  of: {
    unavailable: (failure) =>
      new PlatformFailedError(
        'unavailable',
        said('The platform cannot answer now; try again later.', failure),
        optionsOf(failure),
      ),
    'rate-limited': (failure) =>
      new PlatformRateLimitedError(said('The platform is called too often.', failure), optionsOf(failure)),
    unauthorized: (failure) =>
      new PlatformFailedError(
        'unauthorized',
        said("The platform refuses this client; check its credentials in the dependency's secret.", failure),
        optionsOf(failure),
      ),
    rejected: (failure) => refused('rejected', 'The platform refuses the request for the record.', failure),
    'unusable-answer': (failure) =>
      new PlatformFailedError(
        'unusable-answer',
        said('This is not an answer of the platform; check its URL and what stands before it.', failure),
        optionsOf(failure),
      ),
  },
  credentials: (problem, options) =>
    new PlatformFailedError(
      'unauthorized',
      `The client's credentials for the platform cannot be had: ${problem}`,
      options,
    ),
};
