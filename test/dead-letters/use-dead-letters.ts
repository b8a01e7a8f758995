import type { ModuleManifest } from '../../lambdas/contract/module-manifest';
import { type LocalDynamoDb, startLocalDynamoDb } from '../contract/local-services';
import { DeadLetterFixture } from './dead-letter-fixture';

/** One database for all tests of a file, a fixture for each test. */
export const useDeadLetters = (manifests: readonly ModuleManifest[]): { readonly now: DeadLetterFixture } => {
  let database: LocalDynamoDb | undefined;
  let fixture: DeadLetterFixture | undefined;
  beforeAll(async () => {
    database = await startLocalDynamoDb();
  });
  afterAll(() => database?.close());
  beforeEach(async () => {
    if (database) fixture = await DeadLetterFixture.start(database, manifests);
  });
  afterEach(() => fixture?.close());
  return {
    get now() {
      if (!fixture) throw new Error('There is a fixture only inside a test.');
      return fixture;
    },
  };
};
