/** What a stand-in answers: a JSON body, or none. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface ProblemOptions {
  readonly title: string;
  readonly detail: string;
  /** What is wrong, one sentence each. */
  readonly problems?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal in the form of RFC 9457. It names fields and rules and quotes no value. */
export const problem = (
  status: number,
  { title, detail, problems = [], headers = {} }: ProblemOptions,
): Answer => ({
  status,
  headers: { ...headers, 'Content-Type': 'application/problem+json' },
  body: { title, status, detail, ...(problems.length > 0 && { problems }) },
});

/** Thrown where a request cannot be gone on with; the router answers it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
  }
}
