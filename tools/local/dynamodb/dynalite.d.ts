/** The part of dynalite 4.0.0 that the local runner uses; the package brings no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    readonly createTableMs?: number;
    readonly updateTableMs?: number;
    readonly deleteTableMs?: number;
  }
  /** A server with an empty store in memory, not yet listening. */
  function dynalite(options: DynaliteOptions): Server;
  export = dynalite;
}

declare module 'dynalite/package.json' {
  const description: { readonly version: string };
  export = description;
}

declare module 'dynalite/db' {
  import type { DynaliteDatabase } from './conditional-check-item';

  const db: DynaliteDatabase;
  export = db;
}

declare module 'dynalite/validations/putItem' {
  import type { DynaliteValidation } from './conditional-check-item';

  const validation: DynaliteValidation;
  export = validation;
}

declare module 'dynalite/validations/updateItem' {
  import type { DynaliteValidation } from './conditional-check-item';

  const validation: DynaliteValidation;
  export = validation;
}

declare module 'dynalite/validations/deleteItem' {
  import type { DynaliteValidation } from './conditional-check-item';

  const validation: DynaliteValidation;
  export = validation;
}

declare module 'dynalite/actions/putItem' {
  import type { DynaliteAction } from './conditional-check-item';

  const action: DynaliteAction;
  export = action;
}

declare module 'dynalite/actions/updateItem' {
  import type { DynaliteAction } from './conditional-check-item';

  const action: DynaliteAction;
  export = action;
}

declare module 'dynalite/actions/deleteItem' {
  import type { DynaliteAction } from './conditional-check-item';

  const action: DynaliteAction;
  export = action;
}
