import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';

/** Where the stack is said to run. Emulators take account 000000000000 for their own. */
export const local = { region: 'us-east-1', accountId: '000000000000' } as const;

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Endpoints {
  readonly dynamodb: string;
  readonly sqs: string;
  readonly secretsmanager: string;
  /** These are absent where nothing but the other stores is there. */
  readonly s3?: string;
  readonly lambda?: string;
  readonly apigateway?: string;
  readonly cloudwatch?: string;
  readonly eventBridge?: string;
}

/** `local`/`local`, unless the user has servers of their own and credentials for them in the environment. */
export const chooseCredentials = (usesForeignServers: boolean, env: NodeJS.ProcessEnv): Credentials => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
  if (!usesForeignServers || !AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    return { accessKeyId: 'local', secretAccessKey: 'local' };
  }
  const accessKeyId = AWS_ACCESS_KEY_ID;
  const secretAccessKey = AWS_SECRET_ACCESS_KEY;
  return { accessKeyId, secretAccessKey, ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }) };
};

/** Variables by which the SDK in a function finds the local servers. */
export const accessVariables = (endpoints: Endpoints, credentials: Credentials): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  ...(credentials.sessionToken !== undefined && { AWS_SESSION_TOKEN: credentials.sessionToken }),
  AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
  AWS_ENDPOINT_URL_SQS: endpoints.sqs,
  AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsmanager,
  ...(endpoints.s3 !== undefined && { AWS_ENDPOINT_URL_S3: endpoints.s3 }),
  ...(endpoints.lambda !== undefined && { AWS_ENDPOINT_URL_LAMBDA: endpoints.lambda }),
  ...(endpoints.apigateway !== undefined && {
    AWS_ENDPOINT_URL_API_GATEWAY: endpoints.apigateway,
    AWS_ENDPOINT_URL_APIGATEWAYV2: endpoints.apigateway,
  }),
  ...(endpoints.cloudwatch !== undefined && { AWS_ENDPOINT_URL_CLOUDWATCH: endpoints.cloudwatch }),
});

export interface AwsClients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  /** Absent without an endpoint of it. */
  readonly s3?: S3Client;
  readonly destroy: () => void;
}

export const createClients = (endpoints: Endpoints, credentials: Credentials): AwsClients => {
  const common = { region: local.region, credentials };
  const dynamodb = new DynamoDBClient({ ...common, endpoint: endpoints.dynamodb });
  const sqs = new SQSClient({ ...common, endpoint: endpoints.sqs, useQueueUrlAsEndpoint: false });
  const s3 =
    endpoints.s3 === undefined
      ? undefined
      : new S3Client({ ...common, endpoint: endpoints.s3, forcePathStyle: true });
  return {
    dynamodb,
    sqs,
    ...(s3 && { s3 }),
    destroy: () => {
      dynamodb.destroy();
      sqs.destroy();
      s3?.destroy();
    },
  };
};
