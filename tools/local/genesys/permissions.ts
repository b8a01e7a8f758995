import * as z from 'zod';
import { problemsIn } from '../stand-in/problems-in';

const permissionsSchema = z.strictObject({
  /** Beginnings of paths that the client may not read, such as `/api/v2/conversations/`. */
  deny: z.array(z.string().startsWith('/')),
});

/** Where the client lacks the permission to read. Nowhere, at first. */
export class Permissions {
  #denied: readonly string[] = [];

  current(): z.output<typeof permissionsSchema> {
    return { deny: [...this.#denied] };
  }

  /** Gives what is wrong with it. */
  set(value: unknown): readonly string[] {
    const parsed = permissionsSchema.safeParse(value);
    if (!parsed.success) return problemsIn(parsed.error);
    this.#denied = parsed.data.deny;
    return [];
  }

  isDenied(path: string): boolean {
    return this.#denied.some((beginning) => path.startsWith(beginning));
  }
}
