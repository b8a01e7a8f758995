import { createHmac } from 'node:crypto';
import {
  oldSecret,
  newSecret,
  overlapMs,
  rotationFixture,
  secretArn,
  settleMs,
  url,
} from './rotation-fixture';

const labelsOf = ({ secrets }: ReturnType<typeof rotationFixture>) => Object.fromEntries(secrets.labels);

describe('a rotation', () => {
  it('makes a new secret the current one and the one before it the previous one', async () => {
    const fixture = rotationFixture();

    await fixture.rotate();

    expect(labelsOf(fixture)).toEqual({ AWSCURRENT: 'v2', AWSPREVIOUS: 'v1', AWSPENDING: 'v2' });
    expect(fixture.secrets.values.get('v2')?.value).toBe(newSecret);
    expect(fixture.secrets.values.get('v1')?.value).toBe(oldSecret);
    expect(fixture.log.lines).toEqual(
      ['createSecret', 'setSecret', 'testSecret', 'finishSecret'].map((step) => ({
        level: 'info',
        code: 'ROTATION_STEP_DONE',
        fields: { source: 'genesys', step },
      })),
    );
  });

  it('posts a signed event that no module wants to the webhook of the source', async () => {
    const fixture = rotationFixture();
    fixture.secrets.begin('v2');
    await fixture.run('createSecret');

    await fixture.run('testSecret');

    expect(fixture.posted).toHaveLength(1);
    const [{ headers, body, url: postedTo } = { headers: {}, body: Buffer.from('') }] = fixture.posted;
    expect(postedTo).toBe(url);
    expect(headers).toEqual({
      'content-type': 'application/json',
      'X-PureCloud-Signature': createHmac('sha256', newSecret).update(body).digest('hex'),
    });
    expect(JSON.parse(Buffer.from(body).toString())).toEqual({
      id: expect.stringMatching(/^check-/),
      eventType: 'switchboard.check',
      timestamp: '2026-11-01T12:00:00.000Z',
    });
  });

  it('gives a source with Standard Webhooks 32 random bytes in the form its libraries take', async () => {
    const fixture = rotationFixture({ scheme: 'standard-webhooks' });

    await fixture.rotate();

    const expected = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    expect(fixture.secrets.values.get('v2')?.value).toBe(expected);
    expect(Object.keys(fixture.posted[0]?.headers ?? {})).toContain('webhook-signature');
  });

  it('waits until every environment of ingest may have looked for newer secrets', async () => {
    const fixture = rotationFixture();
    fixture.secrets.begin('v2');
    await fixture.run('createSecret');
    const startedMs = fixture.clock.now();

    await fixture.run('setSecret');

    expect(fixture.clock.now() - startedMs).toBe(settleMs);
  });

  it('says nothing of a secret or a signature in its log', async () => {
    const fixture = rotationFixture();
    fixture.answer = async () => 401;
    await expect(fixture.rotate()).rejects.toThrow('was answered 401');

    const told = JSON.stringify(fixture.log.lines);
    expect(told).toContain('CHECK_FAILED');
    for (const hidden of [oldSecret, newSecret, ...Object.values(fixture.posted[0]?.headers ?? {})]) {
      if (hidden !== 'application/json') expect(told).not.toContain(hidden);
    }
  });
});

describe('a rotation whose test fails', () => {
  it.each([401, 403, 404, 413])(
    'stops with the old secret as it was when it is answered %d',
    async (status) => {
      const fixture = rotationFixture();
      fixture.answer = async () => status;

      await expect(fixture.rotate()).rejects.toThrow(`was answered ${status} by ${url}`);

      expect(labelsOf(fixture)).toEqual({ AWSCURRENT: 'v1', AWSPENDING: 'v2' });
      expect(fixture.posted).toHaveLength(1);
    },
  );

  it.each<[string, () => Promise<number>]>([
    ['a throttle', async () => 429],
    ['a fault of ours', async () => 503],
    ['a broken connection', () => Promise.reject(new Error('ECONNRESET'))],
  ])('tries again after %s, three times in all', async (_, answer) => {
    const fixture = rotationFixture();
    fixture.answer = answer;

    await expect(fixture.rotate()).rejects.toMatchObject({ reason: 'CHECK_FAILED' });

    expect(fixture.posted).toHaveLength(3);
    expect(labelsOf(fixture)).toEqual({ AWSCURRENT: 'v1', AWSPENDING: 'v2' });
  });

  it('goes on when a second try gets through', async () => {
    const fixture = rotationFixture();
    fixture.answer = async () => (fixture.posted.length === 1 ? 503 : 200);

    await fixture.rotate();

    expect(labelsOf(fixture)).toMatchObject({ AWSCURRENT: 'v2' });
  });

  it('ends well when it is begun again with the same version, whose value stays', async () => {
    const fixture = rotationFixture();
    fixture.answer = async () => 401;
    await expect(fixture.rotate()).rejects.toThrow('was answered 401');
    const value = fixture.secrets.values.get('v2');

    fixture.answer = async () => 200;
    await fixture.rotate();

    expect(fixture.secrets.values.get('v2')).toBe(value);
    expect(labelsOf(fixture)).toMatchObject({ AWSCURRENT: 'v2', AWSPREVIOUS: 'v1' });
  });
});

describe('a rotation while the previous secret is still in its overlap', () => {
  it('is refused with what to do, and can be begun anew afterwards', async () => {
    const fixture = rotationFixture();
    await fixture.rotate();
    const createdMs = fixture.secrets.values.get('v2')?.createdMs ?? 0;
    fixture.clock.advance(createdMs + overlapMs - 1 - fixture.clock.now());

    const refused = fixture.rotate('v3');

    await expect(refused).rejects.toThrow(
      /accepted until 2026-11-08T12:00:00\.000Z.*--version-stage AWSPREVIOUS --remove-from-version-id v1$/s,
    );
    expect(labelsOf(fixture)).toEqual({ AWSCURRENT: 'v2', AWSPREVIOUS: 'v1' });
    expect(fixture.secrets.values.has('v3')).toBe(false);

    fixture.clock.advance(1);
    await fixture.rotate('v4');
    expect(labelsOf(fixture)).toEqual({ AWSCURRENT: 'v4', AWSPREVIOUS: 'v2', AWSPENDING: 'v4' });
  });

  it('is possible once the label of the previous one is taken off', async () => {
    const fixture = rotationFixture();
    await fixture.rotate();
    fixture.secrets.labels.delete('AWSPREVIOUS');

    await fixture.rotate('v3');

    expect(labelsOf(fixture)).toMatchObject({ AWSCURRENT: 'v3', AWSPREVIOUS: 'v2' });
  });
});

describe('a step of a rotation', () => {
  it.each(['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const)(
    'changes nothing when the rotation is over: %s',
    async (step) => {
      const fixture = rotationFixture();
      await fixture.rotate();
      const before = [labelsOf(fixture), fixture.posted.length, fixture.clock.now()];

      await fixture.run(step);

      expect([labelsOf(fixture), fixture.posted.length, fixture.clock.now()]).toEqual(before);
      expect(fixture.log.lines.at(-1)).toMatchObject({ fields: { step, reason: 'ALREADY_CURRENT' } });
    },
  );

  it('can be repeated', async () => {
    const fixture = rotationFixture();
    fixture.secrets.begin('v2');
    for (const step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const) {
      await fixture.run(step);
      await fixture.run(step);
    }
    expect(labelsOf(fixture)).toEqual({ AWSCURRENT: 'v2', AWSPREVIOUS: 'v1', AWSPENDING: 'v2' });
  });

  it.each([
    ['testSecret', 'NO_VALUE'],
    ['finishSecret', 'NO_VALUE'],
  ] as const)('%s fails before there is a value', async (step, reason) => {
    const fixture = rotationFixture();
    fixture.secrets.begin('v2');

    await expect(fixture.run(step)).rejects.toMatchObject({ reason });
    expect(labelsOf(fixture)).toEqual({ AWSCURRENT: 'v1', AWSPENDING: 'v2' });
  });

  it('finishSecret fails right after createSecret, as not every environment can know the secret', async () => {
    const fixture = rotationFixture();
    fixture.secrets.begin('v2');
    await fixture.run('createSecret');

    await expect(fixture.run('finishSecret')).rejects.toMatchObject({ reason: 'NOT_SETTLED' });
    expect(labelsOf(fixture)).toEqual({ AWSCURRENT: 'v1', AWSPENDING: 'v2' });
  });

  it('finishSecret fails for a secret that does not pass the test, also when testSecret never ran', async () => {
    const fixture = rotationFixture();
    fixture.secrets.begin('v2');
    await fixture.run('createSecret');
    await fixture.run('setSecret');
    fixture.answer = async () => 401;

    await expect(fixture.run('finishSecret')).rejects.toMatchObject({ reason: 'CHECK_FAILED' });
    expect(labelsOf(fixture)).toEqual({ AWSCURRENT: 'v1', AWSPENDING: 'v2' });
  });

  it('is refused for a version that is not the pending one', async () => {
    const fixture = rotationFixture();
    await expect(fixture.run('createSecret')).rejects.toMatchObject({ reason: 'NOT_PENDING' });

    fixture.secrets.begin('v3');
    await expect(fixture.run('createSecret')).rejects.toThrow('does not carry AWSPENDING; v3 does');
    expect(fixture.secrets.values.has('v2')).toBe(false);
  });

  it('is refused while the rotation of the secret is switched off', async () => {
    const fixture = rotationFixture();
    fixture.secrets.isRotationEnabled = false;

    await expect(fixture.rotate()).rejects.toMatchObject({ reason: 'NOT_ENABLED' });
    expect(fixture.secrets.values.has('v2')).toBe(false);
  });

  it('is refused for a secret of nobody', async () => {
    const { handler } = rotationFixture();
    const event = { Step: 'createSecret', SecretId: 'arn:other', ClientRequestToken: 'v2' };
    await expect(handler(event)).rejects.toThrow(
      `arn:other is the secret of no source. This function rotates ${secretArn}.`,
    );
  });

  it.each([
    [{}],
    [{ Step: 'dropSecret', SecretId: secretArn, ClientRequestToken: 'v2' }],
    [{ Step: 'createSecret', SecretId: '', ClientRequestToken: 'v2' }],
    [null],
  ])('is refused when it is not what Secrets Manager sends: %j', async (event) => {
    const { handler } = rotationFixture();
    await expect(handler(event)).rejects.toMatchObject({ name: 'UnknownInvocationError' });
  });
});
