import * as z from 'zod';
import type { TableDefinition } from '../../model';
import { booleanValue, textValue } from '../cloudformation-values';
import type { LocatedResource, TemplateSource } from '../template-source';

const keySchema = z.array(z.object({ AttributeName: textValue, KeyType: z.enum(['HASH', 'RANGE']) })).min(1);

/** Strips what CloudFormation adds to an index, such as its capacity. */
const indexes = z.array(
  z.object({
    IndexName: textValue,
    KeySchema: keySchema,
    Projection: z.object({
      ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
      NonKeyAttributes: z.array(textValue).optional(),
    }),
  }),
);

const schema = z.object({
  AttributeDefinitions: z.array(
    z.object({ AttributeName: textValue, AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: indexes.optional(),
  LocalSecondaryIndexes: indexes.optional(),
  StreamSpecification: z.object({ StreamViewType: textValue }).optional(),
  TimeToLiveSpecification: z
    .object({ AttributeName: textValue.optional(), Enabled: booleanValue })
    .optional(),
});

/** Tables of both resource types; CDK's TableV2 is an AWS::DynamoDB::GlobalTable. All are on demand here. */
export function readTables(source: TemplateSource): TableDefinition[] {
  return source
    .resources('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable')
    .map((table) => readTable(table, source))
    .filter((table) => table !== undefined);
}

function readTable(table: LocatedResource, source: TemplateSource): TableDefinition | undefined {
  const properties = source.properties(table, schema);
  const name = source.name(table.logicalId);
  if (!properties || name === undefined) return undefined;
  const { TimeToLiveSpecification: timeToLive, StreamSpecification: stream, ...keysAndIndexes } = properties;
  return {
    logicalId: table.logicalId,
    name,
    properties: {
      ...keysAndIndexes,
      BillingMode: 'PAY_PER_REQUEST',
      ...(stream && { StreamSpecification: { StreamEnabled: true, ...stream } }),
    },
    ...(timeToLive?.Enabled &&
      timeToLive.AttributeName !== undefined && { ttlAttribute: timeToLive.AttributeName }),
  };
}
