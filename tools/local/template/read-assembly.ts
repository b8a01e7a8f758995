import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const stackType = 'aws:cloudformation:stack';

/** What constructs say of themselves, by their path. Stands in the manifest, or in a file of its own. */
const metadataSchema = z.record(z.string(), z.array(z.object({ type: z.string(), data: z.unknown() })));

type Metadata = z.infer<typeof metadataSchema>;

const manifestSchema = z.object({
  artifacts: z
    .record(
      z.string(),
      z.object({
        type: z.string(),
        displayName: z.string().optional(),
        additionalMetadataFile: z.string().optional(),
        metadata: metadataSchema.optional(),
        properties: z
          .object({ templateFile: z.string().optional(), stackName: z.string().optional() })
          .optional(),
      }),
    )
    .default({}),
});

/** One stack of a cloud assembly, the folder that `cdk synth` writes. */
export interface Assembly {
  readonly directory: string;
  /** The name that the stack is deployed under. */
  readonly stackName: string;
  /** The template as it was read; `buildStackModel` checks it. */
  readonly template: unknown;
  /** What was said at synthesis that is likely to be a mistake. */
  readonly warnings: readonly string[];
}

/** A folder holds no cloud assembly, or not the stack asked for. */
export class AssemblyError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AssemblyError';
  }
}

interface Stack {
  readonly id: string;
  readonly displayName: string;
  readonly stackName: string;
  readonly templateFile: string;
  readonly metadata: Metadata;
  readonly metadataFile: string | undefined;
}

/**
 * Reads one stack of a cloud assembly.
 *
 * @param options.stackName its name, id or path; may be left out when the assembly holds one stack only
 * @throws {AssemblyError}
 */
export function readAssembly(options: { readonly directory: string; readonly stackName?: string }): Assembly {
  const { directory } = options;
  const stacks = stacksIn(directory);
  const stack = choose(stacks, options);
  return {
    directory,
    stackName: stack.stackName,
    template: readJson(join(directory, stack.templateFile)),
    warnings: warningsOf(directory, stack),
  };
}

const warningType = 'aws:cdk:warning';

/** CDK ends a warning with the id by which it can be acknowledged. */
const acknowledgement = / \[ack: [^\]]+\]$/;

function warningsOf(directory: string, { metadata, metadataFile }: Stack): string[] {
  return [metadata, ...(metadataFile === undefined ? [] : [readMetadata(join(directory, metadataFile))])]
    .flatMap((constructs) => Object.values(constructs).flat())
    .flatMap(({ type, data }) => (type === warningType && typeof data === 'string' ? [data] : []))
    .map((text) => text.replace(acknowledgement, ''));
}

function readMetadata(path: string): Metadata {
  const metadata = metadataSchema.safeParse(readJson(path));
  if (metadata.success) return metadata.data;
  throw new AssemblyError(`${path} is no metadata of a stack: ${z.prettifyError(metadata.error)}`);
}

function stacksIn(directory: string): Stack[] {
  const path = join(directory, 'manifest.json');
  const manifest = manifestSchema.safeParse(readJson(path));
  if (!manifest.success)
    throw new AssemblyError(`${path} is no manifest of a cloud assembly: ${z.prettifyError(manifest.error)}`);
  return Object.entries(manifest.data.artifacts)
    .filter(([, { type }]) => type === stackType)
    .map(([id, { displayName, properties, metadata, additionalMetadataFile }]) => ({
      id,
      displayName: displayName ?? id,
      stackName: properties?.stackName ?? id,
      templateFile: properties?.templateFile ?? `${id}.template.json`,
      metadata: metadata ?? {},
      metadataFile: additionalMetadataFile,
    }));
}

function choose(
  stacks: readonly Stack[],
  { directory, stackName }: { directory: string; stackName?: string },
): Stack {
  const fitting = stacks.filter(
    (stack) => stackName === undefined || [stack.id, stack.displayName, stack.stackName].includes(stackName),
  );
  const [stack] = fitting;
  if (stack && fitting.length === 1) return stack;
  if (stacks.length === 0) throw new AssemblyError(`There is no stack in ${directory}.`);
  const known = stacks.map(({ displayName }) => displayName).join(', ');
  const wanted = stackName === undefined ? 'Name the stack to run' : `There is no one stack ${stackName}`;
  throw new AssemblyError(`${wanted}. Stacks in ${directory}: ${known}.`);
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new AssemblyError(`${path} cannot be read. Run "npm run synth" first.`, { cause: error });
  }
}
