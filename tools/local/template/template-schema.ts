import * as z from 'zod';

const section = <Entry extends z.ZodType>(entry: Entry) => z.record(z.string(), entry).default({});

const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Metadata: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
});

const parameter = z.object({
  Type: z.string(),
  Default: z.union([z.string(), z.number()]).optional(),
});

/** The sections of a CloudFormation template that are looked at, intrinsics still unresolved. */
export const templateSchema = z.object({
  Parameters: section(parameter),
  Mappings: section(z.record(z.string(), z.record(z.string(), z.unknown()))),
  Conditions: section(z.unknown()),
  Resources: z.record(z.string(), resource),
  Outputs: section(z.object({ Value: z.unknown(), Condition: z.string().optional() })),
});

export type Template = z.output<typeof templateSchema>;
export type Resource = z.output<typeof resource>;
