import type { EntityRule, LatestManifest } from '../../lambdas/contract/module-manifest';
import type { Envelope } from '../../lambdas/core/envelope';
import { deduplicationIdOf, entityOf, orderKeyOf, routeEvent } from '../../lambdas/core/route-event';
import { groupIdOf } from '../../lambdas/core/entity';
import { instant } from '../instant';

const time = instant('2023-10-27T14:30:00Z');

const envelope = (changes: Partial<Envelope> = {}): Envelope => ({
  specversion: '1.0',
  id: 'e-1',
  source: 'genesys',
  type: 'thing.made',
  time,
  datacontenttype: 'application/json',
  data: { thing: { id: 't-1' }, number: 7 },
  receivedtime: time,
  ordertime: time,
  ...changes,
});

const manifest = (changes: Partial<LatestManifest> = {}): LatestManifest => ({
  name: 'things',
  description: 'Keeps things.',
  policy: 'latest',
  types: ['thing.made', 'thing.sold'],
  entity: { type: 'thing', idFrom: ['data.thing.id'] },
  ...changes,
});

describe('entityOf', () => {
  it.each<[string, EntityRule['idFrom'], Partial<Envelope>, string | undefined]>([
    ['a path into the data', ['data.thing.id'], {}, 't-1'],
    ['a number', ['data.number'], {}, '7'],
    ['the actor', ['actorid'], { actorid: 'a-1' }, 'a-1'],
    ['the subject', ['subject'], { subject: '/x/1' }, '/x/1'],
    ['the event itself', ['id'], {}, 'e-1'],
    ['the first place that has one', ['actorid', 'data.none', 'data.number'], {}, '7'],
    ['nowhere', ['actorid'], {}, undefined],
    ['an empty string', ['actorid'], { actorid: '' }, undefined],
    ['an object', ['data.thing'], {}, undefined],
    ['inherited properties', ['data.constructor.name'], {}, undefined],
    ['a path through null', ['data.a.b'], { data: null }, undefined],
    ['a string that is too long', ['actorid'], { actorid: 'x'.repeat(257) }, undefined],
    ['a lone surrogate', ['actorid'], { actorid: '\uDC00' }, undefined],
  ])('looks in %s', (_, idFrom, changes, id) => {
    const entity = entityOf({ type: 'thing', idFrom }, envelope(changes));
    expect(entity).toEqual(id === undefined ? undefined : { type: 'thing', id });
  });
});

describe('routeEvent', () => {
  it('sends an event to every module that lists its type', () => {
    const other = manifest({ name: 'other', types: ['thing.sold', 'thing.made'] });
    const bystander = manifest({ name: 'bystander', types: ['thing.sold'] });
    const { deliveries } = routeEvent(envelope(), [manifest(), other, bystander]);
    expect(deliveries.map(({ module }) => module)).toEqual(['things', 'other']);
  });

  it('names the sender’s own fields when a module finds no entity', () => {
    const needsActor = manifest({ entity: { type: 'agent', idFrom: ['actorid', 'data.agentId'] } });
    const { deliveries, unroutable } = routeEvent(envelope(), [needsActor]);
    expect(deliveries).toEqual([]);
    expect(unroutable).toEqual([
      {
        module: 'things',
        reason: 'ENTITY_MISSING',
        problem: 'userId or data.agentId: module things needs the id of the agent here, 1 to 256 characters',
      },
    ]);
  });
});

describe('the ids that SQS gets', () => {
  it('has one group per entity, and another for another type of the same id', () => {
    const groups = [
      groupIdOf({ type: 'agent', id: 'a' }),
      groupIdOf({ type: 'agent', id: 'b' }),
      groupIdOf({ type: 'call', id: 'a' }),
    ];
    expect(new Set(groups).size).toBe(3);
    expect(groupIdOf({ type: 'agent', id: 'a' })).toBe(groups[0]);
  });

  it('cannot be confused by where source and id are joined', () => {
    expect(deduplicationIdOf({ source: 'a#b', id: 'c' })).not.toBe(
      deduplicationIdOf({ source: 'a', id: 'b#c' }),
    );
  });

  it('fits SQS whatever the sender’s ids are', () => {
    const ids = [
      groupIdOf({ type: 'agent', id: '\u{1F600}'.repeat(128) }),
      deduplicationIdOf({ source: 's', id: 'ä' }),
    ];
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('orderKeyOf', () => {
  it('ranks types by their place in the manifest', () => {
    const made = orderKeyOf(manifest(), envelope({ type: 'thing.made', id: 'z' }));
    const sold = orderKeyOf(manifest(), envelope({ type: 'thing.sold', id: 'a' }));
    expect(made < sold).toBe(true);
  });

  it('uses the order time, not the event’s own', () => {
    const ordertime = instant('2023-10-27T14:31:00Z');
    expect(orderKeyOf(manifest(), envelope({ ordertime }))).toContain('2023-10-27T14:31:00');
  });
});
