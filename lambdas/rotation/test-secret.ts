import { schemeOf } from '../contract/signature-scheme';
import { defaultEventFormat } from '../contract/source-definition';
import { checkEvent } from '../core/check-event';
import { signDelivery } from '../core/sign-delivery';
import type { SecretVersion } from '../core/secret-versions';
import type { RotatedSource } from './config';
import { RotationRefusedError } from './errors';
import type { PendingVersion } from './pending-version';
import type { RotationDependencies, SignedRequest } from './ports';

type Ports = Pick<RotationDependencies, 'secrets' | 'sender' | 'clock' | 'timer' | 'randomness'>;

const attempts = 3;
const pauseMs = 5000;

/**
 * Signs a harmless event with the pending secret and posts it to the source's own webhook. It must be answered 200.
 *
 * @returns the version that was tested
 * @throws {RotationRefusedError} when it is not, or the version has no value
 */
export const testSecret = async (
  { secretId, versionId, rotated }: PendingVersion,
  ports: Ports,
): Promise<SecretVersion> => {
  const version = await ports.secrets.version(secretId, versionId);
  if (!version) {
    throw new RotationRefusedError(
      'NO_VALUE',
      `Version ${versionId} has no value: createSecret comes first.`,
    );
  }
  const status = await postRepeatedly(() => checkRequest(version, rotated, ports), ports);
  if (status === 200) return version;
  const told = status === undefined ? 'not answered' : `answered ${status}`;
  throw new RotationRefusedError(
    'CHECK_FAILED',
    `An event signed with version ${versionId} was ${told} by ${rotated.url}. 401: ingest does not know the version. ` +
      '403: something in front of the API keeps this function out. 429, 503: try again later.',
  );
};

/** A throttle, a fault of ours and a broken connection are tried again. @returns the last answer, if there was one */
const postRepeatedly = async (request: () => SignedRequest, ports: Ports): Promise<number | undefined> => {
  for (let attempt = 1; ; attempt += 1) {
    const status = await ports.sender.post(request()).catch(() => undefined);
    const isFinal = status !== undefined && status !== 429 && status < 500;
    if (isFinal || attempt === attempts) return status;
    await pause(ports);
  }
};

const checkRequest = (
  { value: secret }: SecretVersion,
  { source, url }: RotatedSource,
  { clock, randomness }: Ports,
): SignedRequest => {
  const nowMs = clock.now();
  const deliveryId = `check-${randomness.id()}`;
  const body = checkEvent(source.format ?? defaultEventFormat, { id: deliveryId, nowMs });
  const scheme = schemeOf(source.scheme);
  const signed = signDelivery({ scheme, secret, body, deliveryId, nowMs });
  return { url, headers: { 'content-type': 'application/json', ...signed }, body };
};

const pause = ({ timer }: Ports): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  timer.after(pauseMs, resolve);
  return promise;
};
