/** A request, whichever form of event brought it. */
export interface HttpRequest {
  readonly method: string;
  /** The path parameter of `/webhook/{source}`. */
  readonly source: string | undefined;
  /** Every value of a header, in the order they came; the name's case does not matter. */
  headerValues(name: string): readonly string[];
  /** The bytes exactly as sent. */
  readonly body: Uint8Array;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}
