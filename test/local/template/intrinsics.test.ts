import { lambda, modelOf, problemsOf, queue } from './stack';

const queueUrl = (name: string): string => `http://127.0.0.1:9324/123456789012/${name}`;

const sections = {
  Parameters: {
    Stage: { Type: 'String', Default: 'dev' },
    Count: { Type: 'Number', Default: 3 },
    Zones: { Type: 'CommaDelimitedList', Default: 'a, b,c' },
    Required: { Type: 'String' },
    BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/version' },
  },
  Mappings: { Sizes: { dev: { memory: 128, name: { Ref: 'Stage' } } } },
  Conditions: {
    IsDev: { 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] },
    IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    IsThree: { 'Fn::Equals': [{ Ref: 'Count' }, '3'] },
    Both: { 'Fn::And': [{ Condition: 'IsDev' }, { 'Fn::Not': [{ Condition: 'IsProd' }] }] },
    Either: { 'Fn::Or': [{ Condition: 'IsProd' }, { Condition: 'IsThree' }] },
    Neither: { 'Fn::Not': [{ Condition: 'Either' }] },
    Circular: { 'Fn::Not': [{ Condition: 'Circular' }] },
  },
  Resources: {
    Calls: queue({ FifoQueue: true }),
    Named: queue({ QueueName: { 'Fn::Join': ['-', [{ Ref: 'AWS::StackName' }, 'quarantine']] } }),
    OnlyProd: { ...queue(), Condition: 'IsProd' },
    Claims: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: {
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      },
    },
    Genesys: { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: {} } },
    Ingest: lambda(),
    IngestVersion: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Ingest' } } },
    Live: {
      Type: 'AWS::Lambda::Alias',
      Properties: { FunctionName: { Ref: 'Ingest' }, Name: 'live', FunctionVersion: '1' },
    },
    Network: { Type: 'AWS::EC2::VPC', Properties: {} },
    Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
    Loop: queue({ QueueName: { 'Fn::GetAtt': ['Loop', 'QueueName'] } }),
  },
};
const { Loop: _, ...resources } = sections.Resources;

const outputOf = (value: unknown): string | undefined =>
  modelOf({ ...sections, Resources: resources, Outputs: { Value: { Value: value } } }).outputs.get('Value');
const problemsIn = (value: unknown): readonly string[] =>
  problemsOf({ ...sections, Resources: resources, Outputs: { Value: { Value: value } } });

describe('intrinsic functions', () => {
  it.each([
    ['AWS::Region', 'eu-central-1'],
    ['AWS::AccountId', '123456789012'],
    ['AWS::Partition', 'aws'],
    ['AWS::URLSuffix', 'amazonaws.com'],
    ['AWS::StackName', 'demo'],
    ['AWS::StackId', 'arn:aws:cloudformation:eu-central-1:123456789012:stack/demo/local'],
    ['Stage', 'dev'],
    ['Count', '3'],
    ['Calls', queueUrl('Calls.fifo')],
    ['Named', queueUrl('demo-quarantine')],
    ['Claims', 'Claims'],
    ['Bucket', 'bucket'],
    ['Ingest', 'Ingest'],
    ['Live', 'arn:aws:lambda:eu-central-1:123456789012:function:Ingest:live'],
    ['IngestVersion', 'arn:aws:lambda:eu-central-1:123456789012:function:Ingest:1'],
  ])('Ref %s gives %s', (name, expected) => {
    expect(outputOf({ Ref: name })).toBe(expected);
  });

  it('Ref of a secret gives its ARN', () => {
    expect(outputOf({ Ref: 'Genesys' })).toMatch(
      /^arn:aws:secretsmanager:eu-central-1:123456789012:secret:Genesys-[A-Za-z0-9]{6}$/,
    );
  });

  it.each([
    [['Calls', 'Arn'], 'arn:aws:sqs:eu-central-1:123456789012:Calls.fifo'],
    [['Calls', 'QueueName'], 'Calls.fifo'],
    [['Calls', 'QueueUrl'], queueUrl('Calls.fifo')],
    [['Bucket', 'Arn'], 'arn:aws:s3:::bucket'],
    [['Claims', 'Arn'], 'arn:aws:dynamodb:eu-central-1:123456789012:table/Claims'],
    [['Ingest', 'Arn'], 'arn:aws:lambda:eu-central-1:123456789012:function:Ingest'],
    ['Named.Arn', 'arn:aws:sqs:eu-central-1:123456789012:demo-quarantine'],
  ])('Fn::GetAtt %j gives %s', (target, expected) => {
    expect(outputOf({ 'Fn::GetAtt': target })).toBe(expected);
  });

  it.each([
    ['a join', { 'Fn::Join': ['/', ['a', { Ref: 'Stage' }, 1, true]] }, 'a/dev/1/true'],
    ['a join over a list', { 'Fn::Join': ['+', { Ref: 'Zones' }] }, 'a+b+c'],
    ['a join that leaves one out', { 'Fn::Join': ['', ['a', { Ref: 'AWS::NoValue' }, 'b']] }, 'ab'],
    ['a split and a selection', { 'Fn::Select': [1, { 'Fn::Split': ['-', 'x-y-z'] }] }, 'y'],
    ['a selection with its index as text', { 'Fn::Select': ['2', { Ref: 'Zones' }] }, 'c'],
    ['a base64 text', { 'Fn::Base64': 'añ' }, 'YcOx'],
    ['a mapping', { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, '128'],
    ['a mapping with a reference in it', { 'Fn::FindInMap': ['Sizes', 'dev', 'name'] }, 'dev'],
    [
      'a substitution',
      { 'Fn::Sub': '${Stage}:${Calls.Arn}' },
      'dev:arn:aws:sqs:eu-central-1:123456789012:Calls.fifo',
    ],
    ['a substitution with literals', { 'Fn::Sub': '$x ${!Stage} ${Stage}' }, '$x ${Stage} dev'],
    [
      'a substitution with variables',
      { 'Fn::Sub': ['${Domain}/${Stage}', { Domain: { 'Fn::Join': ['.', ['a', 'b']] } }] },
      'a.b/dev',
    ],
    [
      'a substitution of what looks like a pattern',
      { 'Fn::Sub': ['${A}', { A: '$& ${B} $1' }] },
      '$& ${B} $1',
    ],
    ['the first branch', { 'Fn::If': ['IsDev', 'yes', { Ref: 'Required' }] }, 'yes'],
    ['the second branch', { 'Fn::If': ['IsProd', { Ref: 'Required' }, 'no'] }, 'no'],
    ['a conjunction', { 'Fn::If': ['Both', 'yes', 'no'] }, 'yes'],
    ['a disjunction', { 'Fn::If': ['Either', 'yes', 'no'] }, 'yes'],
    ['a negation', { 'Fn::If': ['Neither', 'yes', 'no'] }, 'no'],
  ])('resolves %s', (_, value, expected) => {
    expect(outputOf(value)).toBe(expected);
  });

  it.each([
    [{ Ref: 'Nobody' }, 'Ref "Nobody": the template has no Nobody'],
    [{ Ref: 'Required' }, 'Ref "Required": the parameter has no default'],
    [
      { Ref: 'BootstrapVersion' },
      'Ref "BootstrapVersion": a parameter of type AWS::SSM::Parameter::Value<String> is looked up at deployment',
    ],
    [{ Ref: 'Network' }, 'Ref "Network": the local runner has no AWS::EC2::VPC'],
    [{ Ref: 'OnlyProd' }, 'Ref "OnlyProd": its condition IsProd leaves OnlyProd out'],
    [
      { 'Fn::GetAtt': ['Calls', 'Arm'] },
      'Fn::GetAtt ["Calls","Arm"]: the local runner knows no such attribute of it, but Arn, QueueName, QueueUrl',
    ],
    [{ 'Fn::GetAtt': 'Calls' }, 'Fn::GetAtt "Calls": expected [logical id, attribute]'],
    [{ 'Fn::Join': ['', 'a'] }, 'Fn::Join ["","a"]: expected [delimiter, [text, …]]'],
    [{ 'Fn::Select': [3, ['a']] }, 'Fn::Select [3,["a"]]: no entry 3 in a list of 1'],
    [
      { 'Fn::FindInMap': ['Sizes', 'prod', 'memory'] },
      'Fn::FindInMap ["Sizes","prod","memory"]: Mappings has no Sizes.prod.memory',
    ],
    [{ 'Fn::Sub': '${Nobody}' }, 'Fn::Sub "${Nobody}": the template has no Nobody'],
    [{ 'Fn::Sub': '${Zones}' }, 'Fn::Sub "${Zones}": ${Zones} is not a text'],
    [{ 'Fn::If': ['Unknown', 'a', 'b'] }, 'there is no condition Unknown'],
    [{ 'Fn::ImportValue': 'x' }, 'Fn::ImportValue "x": the local runner does not know this function'],
    [
      '{{resolve:ssm:/a/b}}',
      '{{resolve:ssm:/a/b}} is looked up at deployment, which the local runner cannot do',
    ],
    [{ Ref: 'Zones' }, 'expected a text'],
  ])('tells where and why %j cannot be resolved', (value, reason) => {
    expect(problemsIn(value)).toEqual([`Outputs.Value.Value: ${reason}`]);
  });

  it('tells of every problem at once, and of each one once', () => {
    const missing = { Ref: 'Nobody' };
    const environment = { A: missing, B: { 'Fn::Join': ['', [missing, { Ref: 'Nothing' }]] } };

    const problems = problemsOf({
      Resources: { Ingest: lambda({ Environment: { Variables: environment } }) },
      Outputs: { One: { Value: missing } },
    });

    const variables = 'Resources.Ingest.Properties.Environment.Variables';
    expect(problems).toEqual([
      `${variables}.A: Ref "Nobody": the template has no Nobody`,
      `${variables}.B.1.0: Ref "Nobody": the template has no Nobody`,
      `${variables}.B.1.1: Ref "Nothing": the template has no Nothing`,
      'Outputs.One.Value: Ref "Nobody": the template has no Nobody',
    ]);
  });

  it('does not follow a condition or a name in circles', () => {
    const { Conditions, Parameters } = sections;
    const { Loop } = sections.Resources;

    const problems = problemsOf({
      Parameters,
      Conditions,
      Resources: { Loop },
      Outputs: { Value: { Value: { 'Fn::If': ['Circular', 'a', 'b'] } } },
    });

    expect(problems).toEqual([
      'Resources.Loop.Properties.QueueName: Fn::GetAtt ["Loop","QueueName"]: Loop depends on itself',
      'Conditions.Circular: Circular depends on itself',
    ]);
  });

  it('leaves out resources and outputs whose condition does not hold', () => {
    const { Conditions, Parameters } = sections;
    const model = modelOf({
      Parameters,
      Conditions,
      Resources: { Kept: { ...queue(), Condition: 'IsDev' }, Dropped: { ...queue(), Condition: 'IsProd' } },
      Outputs: {
        Kept: { Value: 'a', Condition: 'IsDev' },
        Dropped: { Value: { Ref: 'Dropped' }, Condition: 'IsProd' },
      },
    });

    expect(model.queues.map(({ logicalId }) => logicalId)).toEqual(['Kept']);
    expect([...model.outputs.keys()]).toEqual(['Kept']);
  });

  it('leaves out a property that is AWS::NoValue', () => {
    const DelaySeconds = { 'Fn::If': ['Never', 5, { Ref: 'AWS::NoValue' }] };

    const model = modelOf({
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { Calls: queue({ DelaySeconds }) },
    });

    expect(model.queues[0]?.attributes).toEqual({});
  });
});
