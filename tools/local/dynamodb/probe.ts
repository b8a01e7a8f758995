import type {
  DynaliteAction,
  DynaliteInternals,
  DynaliteItem,
  DynaliteRequest,
} from './conditional-check-item';

/** The one version whose inside the shim knows. */
export const expectedDynaliteVersion = '4.0.0';

export interface DynaliteProbe {
  readonly version: string;
  readonly internals: DynaliteInternals;
  /** PutItem, UpdateItem and DeleteItem. */
  readonly actions: Readonly<Record<string, DynaliteAction>>;
}

const table = {
  TableName: 'probe',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
};
const existingItem: DynaliteItem = { pk: { S: 'probe' } };

/** Stands in for dynalite's store: one table, one item, no waiting. */
const store = {
  getTable: (_name: string, done: (error: null, found: typeof table) => void) => done(null, table),
  getItemDb: () => ({
    lock: (_key: string, run: (release: (done: unknown) => unknown) => void) => run((done) => done),
    get: (_key: string, done: (error: null, item: DynaliteItem) => void) => done(null, existingItem),
  }),
};

const request: DynaliteRequest = {
  TableName: table.TableName,
  Item: existingItem,
  Key: existingItem,
  Expected: { pk: { Exists: false } },
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
};

/**
 * What is wrong with the dynalite at hand, all of it; empty when the patched inside behaves as the shim
 * expects. Each action is run once against a store of one item, with a condition that cannot hold.
 */
export function probeDynalite({ version, internals, actions }: DynaliteProbe): readonly string[] {
  const problems = Object.entries(actions).flatMap(([name, action]) => probeAction(name, action));
  if (version !== expectedDynaliteVersion) {
    problems.unshift(`its version is ${version}, the shim is written for ${expectedDynaliteVersion}`);
  }
  if (internals.validations.some(({ types }) => !types['ReturnValuesOnConditionCheckFailure'])) {
    problems.push('an operation does not take ReturnValuesOnConditionCheckFailure');
  }
  return problems;
}

function probeAction(name: string, action: DynaliteAction): string[] {
  let answer: unknown;
  try {
    action(store, request, (error) => (answer = error));
  } catch (error) {
    return [`${name} failed: ${String(error)}`];
  }
  return carriesItem(answer) ? [] : [`${name} does not return the item that failed its condition`];
}

function carriesItem(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('body' in error)) return false;
  const { body } = error;
  return typeof body === 'object' && body !== null && 'Item' in body && body.Item === existingItem;
}
