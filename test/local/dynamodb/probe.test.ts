import putItem from 'dynalite/actions/putItem';
import type { DynaliteAction } from '../../../tools/local/dynamodb/conditional-check-item';
import {
  expectedDynaliteVersion,
  probeDynalite,
  type DynaliteProbe,
} from '../../../tools/local/dynamodb/probe';

const parameters = { ReturnValuesOnConditionCheckFailure: {} };

const probe = (changes: Partial<DynaliteProbe>): readonly string[] =>
  probeDynalite({
    version: expectedDynaliteVersion,
    internals: { database: { checkConditional: () => null }, validations: [{ types: parameters }] },
    actions: {},
    ...changes,
  });

describe('probeDynalite', () => {
  it('finds nothing wrong with the version the shim is written for', () => {
    expect(probe({})).toEqual([]);
  });

  it('names both versions when another one is installed', () => {
    expect(probe({ version: '4.1.0' })).toEqual(['its version is 4.1.0, the shim is written for 4.0.0']);
  });

  it('tells of an operation that drops the parameter', () => {
    const internals = { database: { checkConditional: () => null }, validations: [{ types: {} }] };

    expect(probe({ internals })).toEqual(['an operation does not take ReturnValuesOnConditionCheckFailure']);
  });

  it('tells of an action whose error carries no item, which dynalite by itself gives', () => {
    expect(probe({ actions: { PutItem: putItem } })).toEqual([
      'PutItem does not return the item that failed its condition',
    ]);
  });

  it('tells of an action that works differently from what the shim expects', () => {
    const changed: DynaliteAction = () => {
      throw new Error('store.transaction is not a function');
    };

    expect(probe({ actions: { PutItem: changed } })).toEqual([
      'PutItem failed: Error: store.transaction is not a function',
    ]);
  });
});
