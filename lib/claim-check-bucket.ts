import { Duration, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { environment } from '../lambdas/contract/environment';
import { maxQueueStayDays } from '../lambdas/contract/limits';
import { type PayloadLimits, payloadPrefix } from '../lambdas/contract/payload-limits';
import { acknowledgeFinding } from './acknowledge-finding';
import type { NodeFunction } from './node-function';
import { removalPolicyFor } from './removal-policy';

export interface ClaimCheckBucketProps {
  readonly claimRetention: Duration;
  readonly payloads: PayloadLimits;
  /** Whether the bucket outlives the stack. Without, CloudFormation deletes it if it is empty, and otherwise fails. */
  readonly deletionProtection: boolean;
}

/**
 * The data of events that is too large for a message: encrypted, private, and gone with the events' claims. Objects
 * live as long as a claim, and never shorter than a message can wait in a queue and then in its DLQ; what parks an event,
 * gives it up or puts it back has its object live that long again.
 */
export class ClaimCheckBucket extends Construct {
  readonly bucket: s3.Bucket;
  readonly #limits: PayloadLimits;

  constructor(scope: Construct, id: string, props: ClaimCheckBucketProps) {
    super(scope, id);
    this.#limits = props.payloads;
    this.bucket = new s3.Bucket(this, 'Bucket', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: false,
      lifecycleRules: [
        {
          id: 'ExpireWithClaims',
          expiration: Duration.days(
            Math.max(maxQueueStayDays, Math.ceil(props.claimRetention.toDays(fraction))),
          ),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      removalPolicy: removalPolicyFor(props.deletionProtection),
    });
    acknowledgeFinding(
      this.bucket,
      'AwsSolutions-S1',
      'Only functions of this stack read and write here, object by object; CloudTrail data events tell who, where that is asked for.',
    );
  }

  /** The function may keep data here and learns the bucket's name, and which data is too large for a message. */
  grantKeep(fn: NodeFunction): void {
    this.#grant(fn, ['s3:PutObject']);
  }

  /**
   * The function may also read it, and renew it by a copy onto itself. That a missing object is missing, S3 tells only
   * to those who may list the bucket; to others it says that they may not read it, as it would if that were so.
   */
  grantUse(fn: NodeFunction): void {
    this.#grant(fn, ['s3:GetObject', 's3:PutObject']);
    fn.allow({ actions: ['s3:ListBucket'], resourceArn: this.bucket.bucketArn, variables: {} });
  }

  get #logicalId(): string {
    const resource = this.bucket.node.defaultChild;
    if (!(resource instanceof s3.CfnBucket)) throw new Error('The bucket is not a CloudFormation resource.');
    return Stack.of(this).getLogicalId(resource);
  }

  #grant(fn: NodeFunction, actions: readonly string[]): void {
    fn.allow({
      actions,
      resourceArn: this.bucket.arnForObjects(`${payloadPrefix}*`),
      variables: {
        [environment.payloadBucket]: this.bucket.bucketName,
        [environment.inlineBytes]: String(this.#limits.inlineBytes),
        [environment.claimCheckBytes]: String(this.#limits.claimCheckBytes),
      },
    });
    acknowledgeFinding(
      fn.role.node.findChild('DefaultPolicy'),
      `AwsSolutions-IAM5[Resource::<${this.#logicalId}.Arn>/${payloadPrefix}*]`,
      'An object for each event that is too large for a message, under one prefix of one bucket.',
    );
  }
}

const fraction = { integral: false };
