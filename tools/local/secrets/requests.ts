import * as z from 'zod';

/** Secrets Manager's limits on a value, a name, a request token and a version's stages. */
const maxValueBytes = 65_536;
const secretId = z.string().min(1).max(2048);
const versionId = z.string().min(32).max(64);
const stage = z.string().min(1).max(256);
const text = z.string().refine((value) => Buffer.byteLength(value) <= maxValueBytes, {
  error: `must be at most ${maxValueBytes} bytes long`,
});
const base64 = z.base64().refine((value) => Buffer.byteLength(value, 'base64') <= maxValueBytes, {
  error: `must be at most ${maxValueBytes} bytes long`,
});
const value = { SecretString: text.optional(), SecretBinary: base64.optional() };

/** The requests of each operation; parameters that say nothing about values and stages are let through. */
export const requestSchemas = {
  CreateSecret: z.object({
    Name: z
      .string()
      .regex(/^[\w/+=.@-]{1,512}$/, { error: 'may have 1 to 512 of A-Z a-z 0-9 / _ + = . @ -' }),
    Description: z.string().max(2048).optional(),
    ClientRequestToken: versionId.optional(),
    ...value,
  }),
  GetSecretValue: z.object({
    SecretId: secretId,
    VersionId: versionId.optional(),
    VersionStage: stage.optional(),
  }),
  PutSecretValue: z.object({
    SecretId: secretId,
    ClientRequestToken: versionId.optional(),
    VersionStages: z.array(stage).min(1).max(20).optional(),
    ...value,
  }),
  UpdateSecretVersionStage: z.object({
    SecretId: secretId,
    VersionStage: stage,
    RemoveFromVersionId: versionId.optional(),
    MoveToVersionId: versionId.optional(),
  }),
  RotateSecret: z.object({
    SecretId: secretId,
    ClientRequestToken: versionId.optional(),
    RotationLambdaARN: z.string().max(2048).optional(),
    RotationRules: z.record(z.string(), z.unknown()).optional(),
    RotateImmediately: z.boolean().default(true),
  }),
  CancelRotateSecret: z.object({ SecretId: secretId }),
  DescribeSecret: z.object({ SecretId: secretId }),
  ListSecrets: z.object({}),
} as const;

export type RequestOf<Name extends keyof typeof requestSchemas> = z.output<(typeof requestSchemas)[Name]>;
