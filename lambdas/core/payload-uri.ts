/** An object of S3. */
export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
}

/** `s3://<bucket>/<key>` */
export const payloadUri = ({ bucket, key }: ObjectAddress): string => `s3://${bucket}/${key}`;

/** @returns `undefined` for what is no such URI */
export const parsePayloadUri = (uri: string): ObjectAddress | undefined => {
  const [, bucket, key] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/([\w./-]+)$/.exec(uri) ?? [];
  return bucket === undefined || key === undefined ? undefined : { bucket, key };
};
