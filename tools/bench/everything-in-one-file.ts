import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';

/** What a function of this kind usually imports; the module-load benchmark compares ingest with it. */
export const handler = (): unknown => [
  DynamoDBClient,
  DynamoDBPersistenceLayer,
  getSecret,
  Logger,
  makeIdempotent,
  Metrics,
  PutItemCommand,
  SendMessageCommand,
  SQSClient,
  z,
];
