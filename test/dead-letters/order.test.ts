import { DynamoDbClaimStore } from '../../lambdas/adapters/dynamodb-claim-store';
import { SqsDeadLetterQueue } from '../../lambdas/adapters/sqs-dead-letter-queue';
import { SqsModuleQueues } from '../../lambdas/adapters/sqs-module-queues';
import { PermanentError } from '../../lambdas/core/failure/errors';
import { encodeMessage } from '../../lambdas/core/queue-message';
import { deduplicationIdOf, routeEvent } from '../../lambdas/core/route-event';
import { agentPresenceModule } from '../../lambdas/modules/agent-presence/module';
import { callLifecycleModule } from '../../lambdas/modules/call-lifecycle/module';
import type { FeatureModule, ModuleEvent } from '../../lambdas/processor/feature-module';
import { moduleEvent } from '../module-kit';
import { handlerOf, processorWorld } from '../processor/processor-world';
import { type DeadLetterFixture, startMs } from './dead-letter-fixture';
import { useDeadLetters } from './use-dead-letters';

const daySeconds = 86_400;

/** A module's processor between its own queue and DLQ; the module fails with an event for as long as it is poison. */
class Consumer {
  readonly poison = new Set<string>();
  readonly world: ReturnType<typeof processorWorld>;
  readonly #fixture: DeadLetterFixture;
  readonly #module: FeatureModule;
  readonly #claims: DynamoDbClaimStore;
  readonly #handle: ReturnType<typeof handlerOf>;

  constructor(fixture: DeadLetterFixture, module: FeatureModule) {
    this.#fixture = fixture;
    this.#module = module;
    this.#claims = new DynamoDbClaimStore(fixture.dynamodb, fixture.claimsTable);
    this.world = processorWorld({ now: () => fixture.clock.now() });
    this.#handle = handlerOf(poisoned(module, this.poison), {
      ...this.world,
      outcomes: this.#claims,
      failures: this.#claims,
      deadLetters: new SqsDeadLetterQueue(fixture.bystander, this.#queue.dlqUrl),
    });
  }

  /** As ingest does it. */
  async accept(event: ModuleEvent): Promise<void> {
    const { manifest, queueUrl } = this.#queue;
    await this.#fixture.putClaim(event);
    const encoded = encodeMessage(event);
    const groupId = routeEvent(event, [manifest]).deliveries[0]?.groupId;
    if (encoded.kind !== 'fits' || groupId === undefined) throw new Error(`${event.id} cannot be sent.`);
    const queues = new SqsModuleQueues(this.#fixture.bystander, new Map([[manifest.name, queueUrl]]));
    const message = { ...encoded, groupId, deduplicationId: deduplicationIdOf(event) };
    await queues.send(manifest.name, message, new AbortController().signal);
  }

  /** As the event source mapping does it, until nothing is left that could be processed now. */
  async consume(): Promise<void> {
    const { queueUrl } = this.#queue;
    for (const message of await this.#fixture.drain(queueUrl)) {
      const record = {
        messageId: message.MessageId ?? '',
        body: message.Body ?? '',
        attributes: { ApproximateReceiveCount: '1', ...message.Attributes },
        messageAttributes: {},
      };
      const response = await this.#handle({ Records: [record] }, { getRemainingTimeInMillis: () => 10_000 });
      expect(response.batchItemFailures).toStrictEqual([]);
    }
  }

  async outcome(event: ModuleEvent): Promise<unknown> {
    return this.#claims.find({ source: event.source, eventId: event.id, module: this.#module.manifest.name });
  }

  get #queue() {
    return this.#fixture.queueOf(this.#module.manifest.name);
  }
}

const poisoned = (module: FeatureModule, poison: ReadonlySet<string>): FeatureModule => {
  if (!('apply' in module)) return module;
  const refuse = ({ id }: ModuleEvent): void => {
    if (poison.has(id)) throw new PermanentError('This version of the module cannot cope with it.');
  };
  return new Proxy(module, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (name !== 'apply' || typeof value !== 'function') return value;
      return (...args: readonly unknown[]) => {
        for (const argument of args) if (isEvent(argument)) refuse(argument);
        return Reflect.apply(value, target, args);
      };
    },
  });
};

const isEvent = (value: unknown): value is ModuleEvent =>
  typeof value === 'object' && value !== null && 'specversion' in value;

const fixture = useDeadLetters([agentPresenceModule.manifest, callLifecycleModule.manifest]);

const received = new Date(startMs).toISOString();

const step = (name: string, time: string): ModuleEvent =>
  moduleEvent({
    id: name,
    eventType: `call.${name}`,
    timestamp: `2026-11-23T${time}Z`,
    receivedAt: received,
    userId: 'agent-1',
    data: { conversationId: 'c-1' },
  });

const call = [
  step('started', '11:50:00'),
  step('held', '11:51:00'),
  step('resumed', '11:52:00'),
  step('completed', '11:55:00'),
];

const really = { dryRun: false, ratePerSecond: 300 };
const calls = { module: 'call-lifecycle' };

/** A call of which one event went to the DLQ, and the day after it. */
const dayAfter = async (now: DeadLetterFixture, poison: string): Promise<Consumer> => {
  const consumer = new Consumer(now, callLifecycleModule);
  consumer.poison.add(poison);
  for (const event of call) await consumer.accept(event);
  await consumer.consume();
  now.clock.advance(daySeconds * 1000);
  consumer.poison.clear();
  return consumer;
};

const outcomes = async (consumer: Consumer, events: readonly ModuleEvent[] = call) =>
  Promise.all(events.map((event) => consumer.outcome(event)));

const callState = ({ world }: Consumer) =>
  world.sequences.get('call-lifecycle', 'call', 'c-1')?.sequence.head.state;

const late = [expect.objectContaining({ eventId: 'held' })];

describe('an event that is redriven', () => {
  it('a day after its call has gone on without it is late, by the rule of the module', async () => {
    const { now } = fixture;
    const consumer = await dayAfter(now, 'held');
    expect(await outcomes(consumer)).toStrictEqual(['applied', 'dead-lettered', 'applied', 'applied']);

    const report = await now.open().redrive(calls, really);
    await consumer.consume();

    expect(report).toMatchObject({ redriven: 1, failed: 0 });
    expect(await outcomes(consumer)).toStrictEqual(['applied', 'late', 'applied', 'applied']);
    expect(callState(consumer)).toMatchObject({ late });
  });

  it('at once is put in its place', async () => {
    const { now } = fixture;
    const consumer = new Consumer(now, callLifecycleModule);
    consumer.poison.add('held');
    for (const event of call) await consumer.accept(event);
    await consumer.consume();
    consumer.poison.clear();

    await now.open().redrive(calls, really);
    await consumer.consume();

    expect(await outcomes(consumer)).toStrictEqual(['applied', 'applied', 'applied', 'applied']);
    expect(callState(consumer)).toMatchObject({ late: [] });
  });

  it('and fails again is in the DLQ again, however soon, with nothing held against it from before', async () => {
    const { now } = fixture;
    const consumer = new Consumer(now, callLifecycleModule);
    consumer.poison.add('held');
    for (const event of call) await consumer.accept(event);
    await consumer.consume();

    for (let redrives = 0; redrives < 3; redrives += 1) {
      now.clock.advance(10_000);
      expect(await now.open().redrive(calls, really)).toMatchObject({ redriven: 1 });
      await consumer.consume();
      const { letters } = await now.open().list(calls);
      expect(letters).toMatchObject([{ eventId: 'held', cause: 'PERMANENT', attempts: 1 }]);
    }
  });

  it.each([60, 3600])(
    'by a run that died before the deletion, and by another %d seconds later, is applied once',
    async (seconds) => {
      const { now } = fixture;
      const consumer = await dayAfter(now, 'held');
      now.fault = (command) => (command === 'DeleteMessageCommand' ? new Error('Killed.') : undefined);
      await now.open().redrive(calls, really);
      await consumer.consume();
      const applied = callState(consumer);
      now.fault = () => undefined;
      now.clock.advance(seconds * 1000);

      const report = await now.open().redrive(calls, really);
      await consumer.consume();

      expect(report).toMatchObject({ redriven: 1, failed: 0 });
      expect(applied).toMatchObject({ late });
      expect(callState(consumer)).toStrictEqual(applied);
      expect(await outcomes(consumer)).toStrictEqual(['applied', 'late', 'applied', 'applied']);
      expect(await now.drain(now.queueOf('call-lifecycle').dlqUrl)).toStrictEqual([]);
    },
  );

  it('as a snapshot that is no longer the newest is stale', async () => {
    const { now } = fixture;
    const consumer = new Consumer(now, agentPresenceModule);
    const [older, newer] = ['11:50:00', '11:55:00'].map((time) =>
      moduleEvent({
        id: time,
        eventType: 'agent.login',
        timestamp: `2026-11-23T${time}Z`,
        userId: 'agent-1',
      }),
    );
    if (!older || !newer) throw new Error('There are two.');
    consumer.poison.add(older.id);
    for (const event of [older, newer]) await consumer.accept(event);
    await consumer.consume();
    consumer.poison.clear();

    await now.open().redrive({}, really);
    await consumer.consume();

    expect(await outcomes(consumer, [older, newer])).toStrictEqual(['stale', 'applied']);
  });
});
