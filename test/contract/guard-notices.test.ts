import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { SqsGuardNotices } from '../../lambdas/adapters/sqs-guard-notices';
import type { GuardNotices } from '../../lambdas/processor/ports';
import { RecordingNotices } from '../in-memory/recording-notices';
import { type LocalSqs, startLocalSqs } from './local-services';

let sqs: LocalSqs;

beforeAll(async () => {
  sqs = await startLocalSqs();
});
afterAll(() => sqs.close());

interface Told {
  readonly notices: GuardNotices;
  /** The dependencies that were told of. */
  readonly told: () => Promise<readonly unknown[]>;
}

const kinds: [string, () => Promise<Told>][] = [
  [
    'in memory',
    async () => {
      const notices = new RecordingNotices();
      return { notices, told: async () => notices.told };
    },
  ],
  [
    'in SQS',
    async () => {
      const QueueUrl = await sqs.createQueue('guard');
      const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
      return {
        notices: new SqsGuardNotices(sqs.client, QueueUrl),
        told: async () => {
          const { Messages = [] } = await sqs.client.send(command);
          return Messages.map(({ Body = '' }) => JSON.parse(Body).dependency);
        },
      };
    },
  ],
];

describe.each(kinds)('notices to the guard %s', (_, create) => {
  it('name the dependency, each time again', async () => {
    const { notices, told } = await create();
    await notices.tell('crm');
    await notices.tell('billing');
    await notices.tell('crm');
    const names = await told();
    expect(names).toHaveLength(3);
    expect(names).toEqual(expect.arrayContaining(['billing', 'crm', 'crm']));
  });
});

describe('notices to the guard in SQS', () => {
  it('fail when the queue is gone', async () => {
    const url = await sqs.createQueue('guard-of-today');
    const notices = new SqsGuardNotices(sqs.client, url.replace('guard-of-today', 'gone'));
    await expect(notices.tell('crm')).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });
});
