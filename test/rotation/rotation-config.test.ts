import { ConfigurationError } from '../../lambdas/core/environment-reader';
import { parseRotationConfig } from '../../lambdas/rotation/config';

const variables = {
  SOURCES:
    '[{"name":"genesys","scheme":"genesys"},{"name":"bus","eventBus":"aws.partner/genesys.com/cloud/o/s"}]',
  SECRET_ID_GENESYS: 'arn:secret',
  SOURCE_URL_GENESYS: 'https://api.example.com/live/webhook/genesys',
  SECRET_OVERLAP_HOURS: '168',
  ROTATION_SETTLE_SECONDS: '35',
};

const problemsOf = (change: Readonly<Record<string, string>>): readonly string[] => {
  try {
    parseRotationConfig({ ...variables, ...change });
    return [];
  } catch (error) {
    return error instanceof ConfigurationError ? error.problems : [String(error)];
  }
};

describe("the rotation function's configuration", () => {
  it('has the sources with a webhook, by their secrets', () => {
    expect(parseRotationConfig(variables)).toEqual({
      sources: new Map([
        [
          'arn:secret',
          {
            source: { name: 'genesys', scheme: 'genesys' },
            url: 'https://api.example.com/live/webhook/genesys',
          },
        ],
      ]),
      secretOverlapMs: 7 * 24 * 3_600_000,
      settleMs: 35_000,
    });
  });

  it.each([
    [{ SECRET_OVERLAP_HOURS: '0' }, 'SECRET_OVERLAP_HOURS is "0"'],
    [{ SECRET_OVERLAP_HOURS: '8761' }, 'from 1 to 8760'],
    [{ ROTATION_SETTLE_SECONDS: '0' }, 'ROTATION_SETTLE_SECONDS is "0"'],
    [{ ROTATION_SETTLE_SECONDS: '35s' }, 'ROTATION_SETTLE_SECONDS is "35s"'],
    [{ SECRET_ID_GENESYS: '' }, 'SECRET_ID_GENESYS is not set'],
    [{ SOURCE_URL_GENESYS: '' }, 'SOURCE_URL_GENESYS is not set'],
  ])('is refused with %j', (change, problem) => {
    expect(problemsOf(change).join()).toContain(problem);
  });

  it('is refused with all that is wrong at once', () => {
    expect(problemsOf({ SECRET_ID_GENESYS: '', SECRET_OVERLAP_HOURS: 'x', SOURCES: '[]' })).toHaveLength(2);
  });
});
