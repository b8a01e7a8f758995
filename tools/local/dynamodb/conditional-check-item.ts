/** An item in DynamoDB's own JSON, `{"pk":{"S":"a"}}`. */
export type DynaliteItem = Readonly<Record<string, unknown>>;

export interface DynaliteRequest {
  readonly ReturnValuesOnConditionCheckFailure?: string;
  readonly [parameter: string]: unknown;
}

/** What dynalite answers with: `body` is sent as it is. */
export interface DynaliteError extends Error {
  readonly statusCode: number;
  readonly body: { readonly __type: string; Item?: DynaliteItem };
}

type CheckConditional = (
  request: DynaliteRequest,
  existingItem: DynaliteItem | undefined,
) => DynaliteError | null | undefined;

/** dynalite's `db` module; its actions call these functions through the module object. */
export interface DynaliteDatabase {
  checkConditional: CheckConditional;
}

/** Known parameters of an operation; dynalite drops every other one before the action sees it. */
export interface DynaliteValidation {
  readonly types: Record<string, unknown>;
}

/** An operation; `done` gets an error or an answer. The store is dynalite's own. */
export type DynaliteAction = (
  store: unknown,
  request: DynaliteRequest,
  done: (error: unknown, answer?: unknown) => void,
) => void;

export interface DynaliteInternals {
  readonly database: DynaliteDatabase;
  /** Of PutItem, UpdateItem and DeleteItem. */
  readonly validations: readonly DynaliteValidation[];
}

const parameter = 'ReturnValuesOnConditionCheckFailure';
const patched = new WeakSet<DynaliteDatabase>();

/**
 * Teaches dynalite `ReturnValuesOnConditionCheckFailure: ALL_OLD`: the `Item` that failed the condition stands in
 * the ConditionalCheckFailedException. The check runs under the item's lock with that very item at hand, so
 * that no other write can come in between. Doing it again changes nothing.
 */
export function returnItemOnFailedCondition({ database, validations }: DynaliteInternals): void {
  if (patched.has(database)) return;
  for (const { types } of validations) types[parameter] = { type: 'String', enum: ['ALL_OLD', 'NONE'] };
  const check = database.checkConditional;
  database.checkConditional = (request, existingItem) => {
    const error = check(request, existingItem);
    if (error && existingItem && request[parameter] === 'ALL_OLD') error.body.Item = existingItem;
    return error;
  };
  patched.add(database);
}
