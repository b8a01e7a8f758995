import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Accepts one finding of cdk-nag for the one resource behind a construct, and not for what else it holds. */
export function acknowledgeFinding(construct: IConstruct, id: string, reason: string): void {
  const resource = construct.node.defaultChild;
  if (resource === undefined) throw new Error(`${construct.node.path} stands for no single resource.`);
  Validations.of(resource).acknowledge({ id, reason });
}
