import { call, listingModule } from '../processor/sequence/listing-module';
import { deliver } from '.';

const at = (second: number): string => `2023-10-27T14:00:0${second}Z`;
const data = { thing: 'x' };

describe('an event that ingest would never send to the module', () => {
  it('is refused when the module does not want its type', () => {
    expect(() =>
      deliver([{ eventType: 'agent.login', timestamp: at(0), data }]).to(listingModule(call)),
    ).toThrow(
      'agent.login is none of the types of module listing (started, answered, held, resumed, completed, dispositioned).',
    );
  });

  it('is refused when nothing says which entity it is about', () => {
    const { manifest, ...module } = listingModule(call);
    const entity = { type: 'thing', idFrom: ['data.thing', 'actorid'] } as const;
    const event = { eventType: 'started', timestamp: at(0), id: 'e-1', data: { thing: '' } };
    expect(() => deliver([event]).to({ ...module, manifest: { ...manifest, entity } })).toThrow(
      'Module listing: no place of entity.idFrom (data.thing, actorid) holds an id in the event e-1.',
    );
  });
});

describe('an event that the lifecycle does not allow where it stands in time', () => {
  const once = { ...call, next: { started: ['held'], held: ['completed'], completed: [] } };
  const module = listingModule(once);

  it('is named as the cause when orders differ', async () => {
    const events = [
      { eventType: 'started', timestamp: at(0), data },
      { eventType: 'held', timestamp: at(1), data },
      { eventType: 'held', timestamp: at(2), data },
      { eventType: 'completed', timestamp: at(3), data },
    ];
    await expect(deliver(events).to(module).inAnyOrder()).rejects.toThrow(
      `\nIn the order of time, held ${at(2)} is a gap: the lifecycle does not allow it after held, only completed.\n`,
    );
  });

  it('is named when all orders come to the same, for each entity by itself', async () => {
    const { outcomes, gaps } = await deliver([
      { eventType: 'held', timestamp: at(1), data, id: 'e-1' },
      { eventType: 'started', timestamp: at(2), data: { thing: 'y' }, id: 'e-2' },
      { eventType: 'held', timestamp: at(3), data: { thing: 'y' }, id: 'e-3' },
    ])
      .to(module)
      .inAnyOrder();
    expect(outcomes).toEqual({ 'e-1': 'gap', 'e-2': 'applied', 'e-3': 'applied' });
    expect(gaps).toEqual([
      'In the order of time, held (e-1) is a gap: the lifecycle does not allow it as the first, only started.',
    ]);
  });

  it('is told by rank where times are the same', async () => {
    const events = ['completed', 'held', 'started'].map((eventType) => ({
      eventType,
      timestamp: at(0),
      data,
    }));
    const { gaps } = await deliver(events).to(module).inAnyOrder();
    expect(gaps).toEqual([]);
  });
});
