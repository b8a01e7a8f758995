import * as z from 'zod';

/** Payload format 1.0. Source: Amazon API Gateway developer guide, "Lambda proxy integrations". */
const payloadFormat1 = {
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  multiValueHeaders: z.record(z.string(), z.array(z.string())),
  queryStringParameters: z.null(),
  multiValueQueryStringParameters: z.null(),
  stageVariables: z.null(),
};
const requestContext = { requestId: z.string(), stage: z.string() };

export const apiGatewayEvent = z.strictObject({
  ...payloadFormat1,
  resource: z.literal('/webhook/{source}'),
  httpMethod: z.literal('POST'),
  pathParameters: z.strictObject({ source: z.literal('genesys') }),
  requestContext: z.looseObject({ ...requestContext, resourcePath: z.literal('/webhook/{source}') }),
  body: z.base64(),
  isBase64Encoded: z.literal(true),
});

/** Payload format 2.0. Source: the same guide, "Lambda proxy integrations for HTTP APIs". */
export const httpApiEvent = z.strictObject({
  version: z.literal('2.0'),
  routeKey: z.literal('ANY /webhook/{source}'),
  rawPath: z.literal('/dev/webhook/genesys'),
  rawQueryString: z.literal(''),
  headers: z.record(z.string().regex(/^[a-z-]+$/), z.string()),
  requestContext: z.looseObject({
    ...requestContext,
    routeKey: z.literal('ANY /webhook/{source}'),
    http: z.looseObject({ method: z.literal('POST'), path: z.literal('/dev/webhook/genesys') }),
    timeEpoch: z.int(),
  }),
  pathParameters: z.strictObject({ source: z.literal('genesys') }),
  body: z.string(),
  isBase64Encoded: z.literal(false),
});

export const stateRequest = z.strictObject({
  ...payloadFormat1,
  resource: z.literal('/state/{module}/{entity}'),
  httpMethod: z.literal('GET'),
  pathParameters: z.strictObject({ module: z.literal('call-lifecycle'), entity: z.string() }),
  requestContext: z.looseObject({
    ...requestContext,
    resourcePath: z.literal('/state/{module}/{entity}'),
    identity: z.looseObject({ userArn: z.string() }),
  }),
  body: z.null(),
  isBase64Encoded: z.literal(false),
});

/** Source: AWS Lambda developer guide, "Using Lambda with Amazon SQS". */
export const sqsEvent = z.strictObject({
  Records: z.tuple([
    z.strictObject({
      messageId: z.uuid(),
      receiptHandle: z.string(),
      body: z.string(),
      attributes: z.record(z.string(), z.string()),
      messageAttributes: z.record(z.string(), z.unknown()),
      md5OfBody: z.string(),
      eventSource: z.literal('aws:sqs'),
      eventSourceARN: z.string().regex(/\.fifo$/),
      awsRegion: z.string(),
    }),
  ]),
});

/** Source: Secrets Manager user guide, "Rotation by Lambda function". */
export const rotationStep = z.strictObject({
  Step: z.literal('createSecret'),
  SecretId: z.string().regex(/^arn:aws:secretsmanager:[^:]+:\d{12}:secret:[\w+=.@-]+-\w{6}$/),
  ClientRequestToken: z.uuid(),
  RotationToken: z.uuid(),
});
