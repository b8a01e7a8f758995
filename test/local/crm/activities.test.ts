import { activity, CrmProbe } from './crm-probe';

describe('the activities of the local CRM', () => {
  const crm = new CrmProbe();

  beforeEach(() => crm.start({ tokenLifetimeSeconds: 60 }));
  afterEach(() => crm.server.close());

  const stored = {
    id: 'a-1',
    revision: 1,
    writtenAt: '2026-11-01T12:00:00.000Z',
    idempotencyKey: 'k-1',
    activity,
  };

  it('are created with 201 and can be looked at without a token', async () => {
    const answer = await crm.put('a-1');

    expect(answer.status).toBe(201);
    await expect(answer.json()).resolves.toEqual(stored);
    await expect((await crm.get('/activities')).json()).resolves.toEqual([stored]);
    await expect((await crm.get('/activities/a-1')).json()).resolves.toEqual(stored);
    expect(crm.server.activities).toEqual([stored]);
  });

  it('are replaced with 200 under a new key', async () => {
    await crm.put('a-1');

    const answer = await crm.put('a-1', { key: 'k-2', body: { ...activity, disposition: 'Sold' } });

    expect(answer.status).toBe(200);
    expect(crm.server.activities).toMatchObject([{ revision: 2, activity: { disposition: 'Sold' } }]);
  });

  it('are not written again under the same key, and the first answer is given again', async () => {
    await crm.put('a-1');
    await crm.put('a-1', { key: 'k-2', body: { ...activity, disposition: 'Sold' } });
    const reordered = Object.fromEntries(Object.entries(activity).toReversed());

    const answer = await crm.put('a-1', { body: reordered });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('idempotency-replayed')).toBe('true');
    await expect(answer.json()).resolves.toEqual(stored);
    expect(crm.server.activities).toMatchObject([{ revision: 2, activity: { disposition: 'Sold' } }]);
  });

  it.each([
    ['another body', 'a-1', { ...activity, disposition: 'Sold' }],
    ['another id', 'a-2', activity],
  ])('are refused with 422 under a key that was used for %s', async (_, id, body) => {
    await crm.put('a-1');

    const answer = await crm.put(id, { body });

    expect(answer.status).toBe(422);
    await expect(answer.json()).resolves.toMatchObject({ title: 'Idempotency-Key reused' });
    expect(crm.server.activities).toEqual([stored]);
  });

  it('are refused with 401 without a token', async () => {
    const answer = await crm.put('a-1', { token: '' });

    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="crm"');
  });

  it('are refused with 401 for a token that was never issued', async () => {
    const answer = await crm.put('a-1', { token: 'made-up' });

    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="crm", error="invalid_token"');
  });

  it('are taken until the moment the token expires, and not in that moment', async () => {
    const token = await crm.token();
    crm.clock.advance(59_999);
    const before = await crm.put('a-1', { token });
    crm.clock.advance(1);

    const after = await crm.put('a-1', { token });

    expect([before.status, after.status]).toEqual([201, 401]);
  });

  it.each([
    ['without a key', { key: undefined }, 400],
    ['with a key that has a space', { key: 'k 1' }, 400],
    ['that are not declared as JSON', { contentType: 'text/plain' }, 415],
    ['in another charset', { contentType: 'application/json; charset=latin1' }, 415],
    ['that are not JSON', { body: '{' }, 400],
    ['over 64 KiB', { body: { ...activity, callId: 'x'.repeat(65_536) } }, 413],
  ])('are refused %s', async (_, attempt, status) => {
    const answer = await crm.put('a-1', attempt);

    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(crm.server.activities).toEqual([]);
  });

  it.each([
    ['a field missing', { ...activity, disposition: undefined }, 'disposition: '],
    ['an empty text', { ...activity, agentId: '' }, 'agentId: '],
    ['a time without a zone', { ...activity, startedAt: '2026-11-01T11:00:00' }, 'startedAt: '],
    ['a negative duration', { ...activity, durationSeconds: -1 }, 'durationSeconds: '],
    ['a duration as text', { ...activity, durationSeconds: '120' }, 'durationSeconds: '],
    ['an end of another kind', { ...activity, endedBy: 'hung up' }, 'endedBy: '],
    ['a field nobody knows', { ...activity, phone: '+15551234' }, 'body: '],
    ['a list', [activity], 'body: '],
  ])('are refused with 422 with %s', async (_, body, problem) => {
    const answer = await crm.put('a-1', { body });

    expect(answer.status).toBe(422);
    await expect(answer.json()).resolves.toMatchObject({ problems: [expect.stringContaining(problem)] });
    expect(crm.server.activities).toEqual([]);
  });

  it('take all fields there are', async () => {
    const whole = {
      ...activity,
      agentId: 'a-7',
      campaignId: 'campaign_xyz',
      startedAt: '2026-11-01T11:57:00.123456789Z',
      endedAt: '2026-11-01T13:59:00+02:00',
      endedBy: 'abandoned',
      durationSeconds: 120.5,
    };

    expect((await crm.put('a-1', { body: whole })).status).toBe(201);
  });

  it('refuse an id that would need an encoding', async () => {
    expect((await crm.put('caf%C3%A9')).status).toBe(400);
  });

  it.each([
    ['GET', '/activities/unknown', 404],
    ['GET', '/', 404],
    ['GET', '/activities/a/b', 404],
    ['DELETE', '/activities/a-1', 405],
  ])('answer %s %s with %d', async (method, path, status) => {
    expect((await fetch(`${crm.server.url}${path}`, { method })).status).toBe(status);
  });
});
