import { RemovalPolicy } from 'aws-cdk-lib';

/** What becomes of a resource when its stack goes: it outlives the stack, or goes with it. */
export const removalPolicyFor = (outlivesStack: boolean): RemovalPolicy =>
  outlivesStack ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
