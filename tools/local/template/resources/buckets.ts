import type { BucketDefinition } from '../../model';
import type { TemplateSource } from '../template-source';

export function readBuckets(source: TemplateSource): BucketDefinition[] {
  return source
    .resources('AWS::S3::Bucket')
    .map(({ logicalId }) => ({ logicalId, name: source.name(logicalId) }))
    .filter((bucket): bucket is BucketDefinition => bucket.name !== undefined);
}
