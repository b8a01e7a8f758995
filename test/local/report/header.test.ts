import { createColors } from 'picocolors';
import type { LocalDescription } from '../../../tools/local/local-switchboard';
import { header } from '../../../tools/local/report/header';

const description: LocalDescription = {
  pid: 1,
  apiUrl: 'http://127.0.0.1:3000',
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  endpoints: {
    dynamodb: 'http://d',
    sqs: 'http://s',
    secretsmanager: 'http://m',
    s3: 'http://o',
    lambda: 'http://l',
    apigateway: 'http://g',
    cloudwatch: 'http://c',
    eventBridge: 'http://e',
  },
  sources: {
    genesys: { url: 'http://127.0.0.1:3000/webhook/genesys', secret: 'not shown', scheme: 'genesys' },
  },
  tables: { claims: 'c', entities: 'e' },
  queues: { quarantine: 'q' },
  buckets: { payloads: 'payloads' },
  eventBuses: {},
  modules: {},
  functions: { ingest: { name: 'i', pids: [] } },
  dependencies: {},
};
const options = { descriptionFile: '.switchboard/local.json', colors: createColors(false) };

describe('the header', () => {
  it('says where everything is and how to use it, aligned', () => {
    const text = header({
      ...options,
      description: {
        ...description,
        stateUrl: 'http://127.0.0.1:3000/state',
        eventBuses: { genesys: 'aws.partner/x/y/z' },
        dependencies: { crm: { url: 'http://127.0.0.1:4000', tokenUrl: 't', clientId: 'c' } },
      },
      curl: 'curl -i x',
      stateCurl: 'curl --aws-sigv4 y',
    });

    expect(text.split('\n')).toEqual([
      '',
      '  Switchboard runs on this machine',
      '',
      '  genesys      http://127.0.0.1:3000/webhook/genesys',
      '  states       http://127.0.0.1:3000/state/{module}/{entity}',
      '  DynamoDB     http://d',
      '  SQS          http://s',
      '  S3           http://o',
      '  Secrets      http://m',
      '  Lambda       http://l',
      '  EventBridge  http://e',
      '  genesys bus  aws.partner/x/y/z',
      '  crm API      http://127.0.0.1:4000',
      '  all of it    .switchboard/local.json',
      '',
      '  Send an event:',
      '',
      '  curl -i x',
      '',
      '  Read a state:',
      '',
      '  curl --aws-sigv4 y',
      '',
    ]);
  });

  it('has no line for what is not there', () => {
    expect(header({ ...options, description })).not.toMatch(/states|crm|bus|Send|Read/);
  });
});
