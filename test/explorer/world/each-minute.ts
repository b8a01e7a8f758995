const minuteMs = 60_000;

/** A rule that invokes something each minute, of which only some minutes matter. */
export class EachMinute {
  #lastMs = Number.NEGATIVE_INFINITY;

  /** The first full minute from this time on that it has not had yet. */
  from(ms: number): number {
    return Math.max(Math.ceil(ms / minuteMs) * minuteMs, this.#lastMs + minuteMs);
  }

  /** This minute is done. */
  done(ms: number): void {
    this.#lastMs = ms;
  }
}
