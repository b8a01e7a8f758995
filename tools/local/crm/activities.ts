import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock';
import { type Answer, problem, Refusal } from '../stand-in/answer';
import { problemsIn } from '../stand-in/problems-in';
import { jsonBody, type StandInRequest } from '../stand-in/stand-in-request';
import { type Activity, activitySchema, type StoredActivity } from './activity';

interface FirstUse {
  readonly id: string;
  readonly activity: Activity;
  readonly stored: StoredActivity;
}

/** The activities that were written, and what each idempotency key was first used for. In memory. */
export class Activities {
  readonly #clock: Clock;
  readonly #byId = new Map<string, StoredActivity>();
  readonly #byKey = new Map<string, FirstUse>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** In the order in which they were first written. */
  list(): readonly StoredActivity[] {
    return [...this.#byId.values()];
  }

  /** `GET /activities/{id}` */
  get(id: string): Answer {
    const stored = this.#byId.get(id);
    if (stored) return { status: 200, body: stored };
    return problem(404, { title: 'Not found', detail: 'No activity has been written under this id.' });
  }

  /**
   * `PUT /activities/{id}`: creates an activity (201) or replaces it (200). A request that comes again with the key
   * of an earlier one is answered as that one was, with 200, and writes nothing; with another activity it is refused
   * with 422.
   *
   * @throws {Refusal} for what the request lacks
   */
  put(id: string, request: StandInRequest): Answer {
    const idempotencyKey = demandKey(request);
    const activity = parseActivity(request);
    const first = this.#byKey.get(idempotencyKey);
    if (first) return repeat(first, id, activity);
    const known = this.#byId.get(id);
    const writtenAt = new Date(this.#clock.now()).toISOString();
    const stored = { id, revision: (known?.revision ?? 0) + 1, writtenAt, idempotencyKey, activity };
    this.#byId.set(id, stored);
    this.#byKey.set(idempotencyKey, { id, activity, stored });
    return { status: known ? 200 : 201, headers: { Location: `/activities/${id}` }, body: stored };
  }
}

const maxKeyLength = 4096;

function demandKey(request: StandInRequest): string {
  const key = request.headers['idempotency-key'];
  if (typeof key === 'string' && /^[\x21-\x7e]+$/.test(key) && key.length <= maxKeyLength) return key;
  const detail = `Send Idempotency-Key: 1 to ${maxKeyLength} visible ASCII characters, the same for every attempt.`;
  throw new Refusal(problem(400, { title: 'Idempotency-Key missing or malformed', detail }));
}

function parseActivity(request: StandInRequest): Activity {
  const parsed = activitySchema.safeParse(jsonBody(request));
  if (parsed.success) return parsed.data;
  const detail = 'The activity breaks the rules listed in problems.';
  const problems = problemsIn(parsed.error);
  throw new Refusal(problem(422, { title: 'Unprocessable activity', detail, problems }));
}

function repeat(first: FirstUse, id: string, activity: Activity): Answer {
  if (first.id === id && isDeepStrictEqual(first.activity, activity)) {
    return { status: 200, headers: { 'Idempotency-Replayed': 'true' }, body: first.stored };
  }
  const detail = 'The key was used for another activity before. Use a new key for a new request.';
  return problem(422, { title: 'Idempotency-Key reused', detail });
}
