import { noValue } from './markers';

/** Where the stack is said to run. */
export interface Surroundings {
  readonly region: string;
  readonly accountId: string;
  readonly stackName: string;
  /** The URL that the local SQS gives a queue of this name. */
  readonly queueUrl: (name: string) => string;
}

const partition = 'aws';
const urlSuffix = 'amazonaws.com';

/** What `Ref` gives for the names that CloudFormation itself defines; undefined for any other. */
export function pseudoParameter(name: string, { region, accountId, stackName }: Surroundings): unknown {
  const values: Readonly<Record<string, unknown>> = {
    'AWS::Region': region,
    'AWS::AccountId': accountId,
    'AWS::Partition': partition,
    'AWS::URLSuffix': urlSuffix,
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stackName}/local`,
    'AWS::NotificationARNs': [],
    'AWS::NoValue': noValue,
  };
  return values[name];
}

export const arnOf = (service: string, rest: string, { region, accountId }: Surroundings): string =>
  `arn:${partition}:${service}:${region}:${accountId}:${rest}`;
