import { parseDeploymentContext } from '../../lib/deployment-context';
import { callFlow } from './fixture-manifests';

const crm = { url: 'https://crm.example.com', tokenUrl: 'https://login.example.com/oauth/token' };

describe('the context that says where a dependency is', () => {
  const modules = [callFlow, { ...callFlow, name: 'call-bill', dependencies: ['billing-api'] }];
  const context = (values: Readonly<Record<string, unknown>>) =>
    parseDeploymentContext((key) => values[key], modules).dependencies;

  it('is nothing by default', () => {
    expect(context({})).toEqual({});
  });

  it.each(['https://crm.example.com/api', 'https://crm.example.com/api/'])(
    'makes up the token URL from %s',
    (crmUrl) => {
      expect(context({ crmUrl })).toEqual({
        crm: { url: crmUrl, tokenUrl: 'https://crm.example.com/api/oauth/token' },
      });
    },
  );

  it('has keys for every dependency that a module names', () => {
    const values = {
      crmUrl: crm.url,
      crmTokenUrl: crm.tokenUrl,
      billingApiUrl: 'https://billing.example.com',
    };

    expect(context(values)).toEqual({
      crm,
      'billing-api': {
        url: 'https://billing.example.com',
        tokenUrl: 'https://billing.example.com/oauth/token',
      },
    });
  });

  it.each([
    [
      { crmUrl: 'http://crm.example.com' },
      `Context 'crmUrl' is "http://crm.example.com", but must be an https URL without user name, query and fragment (http only on 127.0.0.1 or localhost): say for example '-c crmUrl=https://crm.example.com'.`,
    ],
    [
      { crmUrl: crm.url, crmTokenUrl: 'none' },
      `Context 'crmTokenUrl' is "none", but must be an https URL without user name, query and fragment (http only on 127.0.0.1 or localhost): say for example '-c crmTokenUrl=https://crm.example.com/oauth/token'.`,
    ],
    [
      { crmTokenUrl: crm.tokenUrl },
      `Context 'crmUrl' is undefined, but must be an https URL without user name, query and fragment (http only on 127.0.0.1 or localhost): say for example '-c crmUrl=https://crm.example.com'.`,
    ],
  ])('is refused: %j', (values, problem) => {
    expect(() => context(values)).toThrow(`The configuration cannot be used:\n  - ${problem}`);
  });
});
