import { LambdaMappings } from '../../lambdas/adapters/lambda-mappings';
import { type LambdaRestServer, restError, startLambdaRestServer } from './lambda-rest-server';

let lambda: LambdaRestServer;
let mappings: LambdaMappings;

beforeAll(async () => {
  lambda = await startLambdaRestServer();
  mappings = new LambdaMappings(lambda.client);
});
beforeEach(() => {
  lambda.requests.length = 0;
});
afterAll(() => lambda.close());

const mappingId = '14e0db71-5a35-4eb5-b481-8945cf9d10c2';

describe("Lambda's event source mappings", () => {
  it.each([
    ['Enabled', 'enabled'],
    ['Enabling', 'enabling'],
    ['Disabled', 'disabled'],
    ['Disabling', 'disabling'],
    ['Creating', 'changing'],
    ['Updating', 'changing'],
    ['Deleting', 'changing'],
    [undefined, 'changing'],
  ])('are read with one call: %s is %s', async (State, expected) => {
    lambda.answer = { body: { UUID: mappingId, State } };

    expect(await mappings.stateOf(mappingId)).toBe(expected);

    expect(lambda.requests).toMatchObject([
      { method: 'GET', path: `/event-source-mappings/${mappingId}`, body: undefined },
    ]);
  });

  it.each([true, false])(
    'are changed with one call that changes nothing else: enabled %s',
    async (isEnabled) => {
      lambda.answer = { status: 202, body: { UUID: mappingId, State: isEnabled ? 'Enabling' : 'Disabling' } };

      expect(await mappings.setEnabled(mappingId, isEnabled)).toBe('accepted');

      expect(lambda.requests).toMatchObject([{ method: 'PUT', path: `/event-source-mappings/${mappingId}` }]);
      expect(lambda.requests[0]?.body).toEqual({ Enabled: isEnabled });
    },
  );

  it.each([
    [400, 'ResourceInUseException'],
    [409, 'ResourceConflictException'],
  ])('are busy when Lambda answers %d %s', async (status, name) => {
    lambda.answer = restError(status, name);
    expect(await mappings.setEnabled(mappingId, false)).toBe('busy');
  });

  it.each([
    [404, 'ResourceNotFoundException'],
    [429, 'TooManyRequestsException'],
    [500, 'ServiceException'],
  ])('reject when Lambda answers %d %s', async (status, name) => {
    lambda.answer = restError(status, name);
    await expect(mappings.setEnabled(mappingId, false)).rejects.toMatchObject({ name });
    await expect(mappings.stateOf(mappingId)).rejects.toMatchObject({ name });
  });
});
