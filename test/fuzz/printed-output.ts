const consoleMethods = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;

/** Catches all that the process prints: the standard streams, and the console that jest puts before them. */
export class PrintedOutput {
  #text = '';
  readonly #spies: readonly { mockRestore(): void }[];

  constructor() {
    const keep = (chunk: unknown): true => {
      this.#text += String(chunk);
      return true;
    };
    this.#spies = [
      jest.spyOn(process.stdout, 'write').mockImplementation(keep),
      jest.spyOn(process.stderr, 'write').mockImplementation(keep),
      ...consoleMethods.map((method) =>
        jest.spyOn(console, method).mockImplementation((...parts: unknown[]) => {
          keep(parts.map((part) => (part instanceof Error ? (part.stack ?? '') : JSON.stringify(part))));
        }),
      ),
    ];
  }

  /** What was printed since the last look. */
  take(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }

  restore(): void {
    for (const spy of this.#spies) spy.mockRestore();
  }
}
