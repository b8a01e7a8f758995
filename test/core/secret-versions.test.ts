import { acceptedSecrets, overlapEndMs } from '../../lambdas/core/secret-versions';

const one = { id: '1', value: 'one', createdMs: 1000 };
const two = { id: '2', value: 'two', createdMs: 5000 };
const three = { id: '3', value: 'three', createdMs: 9000 };
const rules = { overlapMs: 100, nowMs: 5099 };

describe('the secrets that count', () => {
  it('are the current one alone when there is no other', () => {
    expect(acceptedSecrets({ current: one }, rules)).toEqual({ current: 'one' });
    expect(overlapEndMs({ current: one }, 100)).toBeUndefined();
  });

  it('have the previous one among them until the overlap ends that began with the current one', () => {
    const versions = { current: two, previous: one };
    expect(acceptedSecrets(versions, rules)).toEqual({
      current: 'two',
      previous: 'one',
      previousEndsMs: 5100,
    });
    expect(acceptedSecrets(versions, { ...rules, nowMs: 5100 })).toEqual({ current: 'two' });
  });

  it('have the newer one among them for its own overlap when a person went back to an older version', () => {
    expect(acceptedSecrets({ current: one, previous: two }, rules)).toEqual({
      current: 'one',
      previous: 'two',
      previousEndsMs: 5100,
    });
  });

  it('have a pending one among them from the beginning', () => {
    expect(acceptedSecrets({ current: two, previous: one, pending: three }, rules)).toMatchObject({
      pending: 'three',
    });
  });

  it('name a version once that carries two labels', () => {
    expect(acceptedSecrets({ current: two, pending: two }, rules)).toEqual({ current: 'two' });
  });
});
