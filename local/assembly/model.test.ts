import { afterEach, describe, expect, test } from 'vitest';
import { arnOf, ref, resource, type TestStack, writeAssembly } from '../testing/assembly.ts';
import { schemaByType } from './compute-schemas.ts';
import type { Json } from './json.ts';
import { buildModel, type Model } from './model.ts';
import { readAssembly } from './read.ts';
import { refuseUnsupported } from './supported.ts';

let removers: (() => void)[] = [];
afterEach(() => {
  for (const remove of removers) remove();
  removers = [];
});

const load = (stacks: Readonly<Record<string, TestStack>>): Model => {
  const { path, remove } = writeAssembly(stacks);
  removers.push(remove);
  return buildModel(readAssembly(path));
};

/** What a template value resolves to, seen through the property of a parameter. */
const resolved = (value: unknown, others: TestStack['resources'] = {}): Json | undefined =>
  load({
    Main: {
      resources: { ...others, Shown: resource('AWS::SSM::Parameter', { Value: value }) },
    },
  })
    .find('Shown')
    .properties()['Value'];

describe('intrinsic functions', () => {
  const queue = { Jobs: resource('AWS::SQS::Queue', { QueueName: 'jobs' }) };

  test.each<[string, unknown, unknown]>([
    [
      'Ref of a queue is its URL',
      ref('Jobs'),
      'https://sqs.us-east-1.amazonaws.com/000000000000/jobs',
    ],
    ['GetAtt reads an attribute', arnOf('Jobs'), 'arn:aws:sqs:us-east-1:000000000000:jobs'],
    ['GetAtt in its text form', { 'Fn::GetAtt': 'Jobs.QueueName' }, 'jobs'],
    ['Join', { 'Fn::Join': ['/', ['a', { Ref: 'AWS::Region' }]] }, 'a/us-east-1'],
    [
      'Sub with pseudo parameters, attributes, own variables and an escape',
      {
        'Fn::Sub': [
          // biome-ignore lint/suspicious/noTemplateCurlyInString: the template's own syntax.
          '${AWS::Partition} ${Jobs.QueueName} ${Mine} ${!Kept}',
          { Mine: { 'Fn::Join': ['', ['x', 'y']] } },
        ],
      },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the template's own syntax.
      'aws jobs xy ${Kept}',
    ],
    ['Select of a Split', { 'Fn::Select': [5, { 'Fn::Split': [':', arnOf('Jobs')] }] }, 'jobs'],
    ['Base64', { 'Fn::Base64': 'hi' }, 'aGk='],
    [
      'a record keeps what is not a function',
      { a: [1, { Ref: 'AWS::AccountId' }] },
      { a: [1, '000000000000'] },
    ],
    [
      'NoValue disappears',
      { a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }, 1] },
      { b: [1] },
    ],
  ])('%s', (_, value, expected) => {
    expect(resolved(value, queue)).toEqual(expected);
  });

  test('conditions choose values and leave resources out', () => {
    const { path, remove } = writeAssembly({ Main: {} });
    removers.push(remove);
    const { stacks, assetPath } = readAssembly(path);
    const template = {
      Parameters: { Size: { Type: 'String', Default: 'small' } },
      Conditions: {
        IsSmall: { 'Fn::Equals': [{ Ref: 'Size' }, 'small'] },
        IsBig: { 'Fn::Not': [{ Condition: 'IsSmall' }] },
        Either: { 'Fn::Or': [{ Condition: 'IsSmall' }, { Condition: 'IsBig' }] },
        Both: { 'Fn::And': [{ Condition: 'IsSmall' }, { Condition: 'IsBig' }] },
      },
      Mappings: { Rates: { small: { perHour: 5 } } },
      Resources: {
        Shown: {
          Type: 'AWS::SSM::Parameter',
          Properties: {
            Value: { 'Fn::If': ['Either', { 'Fn::If': ['Both', 'both', 'one'] }, 'none'] },
            Rate: { 'Fn::FindInMap': ['Rates', { Ref: 'Size' }, 'perHour'] },
          },
        },
        Gone: { Type: 'AWS::SQS::Queue', Condition: 'IsBig' },
      },
    };
    const model = buildModel({
      assetPath,
      stacks: stacks.map((stack) => ({ ...stack, template })),
    });
    expect(model.resources.map(({ logicalId }) => logicalId)).toEqual(['Shown']);
    expect(model.find('Shown').properties()).toEqual({ Value: 'one', Rate: 5 });
  });

  test('an unknown function is refused by name', () => {
    expect(() => resolved({ 'Fn::Transform': {} })).toThrow(
      'Fn::Transform, which is not supported',
    );
  });

  test('a name that no stack defines is told', () => {
    expect(() => resolved(ref('Nothing'))).toThrow('Stack Main refers to Nothing');
    expect(() => resolved({ 'Fn::ImportValue': 'nowhere' })).toThrow('No stack exports nowhere');
  });
});

describe('stacks together', () => {
  const stacks = {
    Core: {
      resources: {
        Jobs: resource('AWS::SQS::Queue'),
        JobsDlq: resource('AWS::SQS::Queue', { FifoQueue: true }),
      },
      outputs: {
        JobsArn: {
          Value: arnOf('Jobs'),
          // biome-ignore lint/suspicious/noTemplateCurlyInString: the template's own syntax.
          Export: { Name: { 'Fn::Sub': '${AWS::StackName}:Jobs' } },
        },
      },
    },
    Api: {
      resources: {
        Shown: resource('AWS::SSM::Parameter', { Value: { 'Fn::ImportValue': 'Core:Jobs' } }),
      },
    },
  };

  test('import what others export', () => {
    const model = load(stacks);
    const { arn } = model.find('Jobs', 'AWS::SQS::Queue').identity;
    expect(model.find('Shown').properties()['Value']).toBe(arn);
    expect(model.find('Core:Jobs').logicalId).toBe('Jobs');
    expect(model.byArn(arn)?.path).toBe('Core/Jobs');
  });

  test('get the same physical names at every load, with the suffix of a FIFO queue', () => {
    const names = (): string[] => load(stacks).resources.map(({ identity }) => identity.name);
    expect(names()).toEqual(names());
    expect(load(stacks).find('JobsDlq').identity.name).toMatch(/^Core-JobsDlq-[0-9a-f]{12}\.fifo$/);
  });

  test('tell of a handle that fits nothing or two things', () => {
    const model = load({ A: stacks.Core, B: { resources: { Jobs: resource('AWS::SQS::Queue') } } });
    expect(() => model.find('Missing')).toThrow('Nothing in the assembly is called Missing');
    expect(() => model.find('Jobs')).toThrow('Jobs may mean A/Jobs or B/Jobs');
    expect(model.find('B/Jobs').stack).toBe('B');
  });
});

describe('what is not imitated', () => {
  test('is refused by name, all of it at once', () => {
    const model = load({
      Main: {
        resources: {
          Cache: resource('AWS::ElastiCache::CacheCluster'),
          Jobs: resource('AWS::SQS::Queue', { VisibilityTimeout: 'soon', Color: 'red' }),
          Orders: resource('AWS::DynamoDB::Table', {
            KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
            AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
            ImportSourceSpecification: {},
          }),
          Ignored: resource('AWS::CloudWatch::Alarm', { Threshold: 1 }),
        },
      },
    });
    let message = '';
    try {
      refuseUnsupported(model, schemaByType);
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain('AWS::ElastiCache::CacheCluster Main/Cache: type not supported');
    expect(message).toContain('AWS::SQS::Queue Main/Jobs: Color not supported');
    expect(message).toContain('AWS::SQS::Queue Main/Jobs: VisibilityTimeout:');
    expect(message).toContain(
      'AWS::DynamoDB::Table Main/Orders: ImportSourceSpecification not supported',
    );
    expect(message).not.toContain('Ignored');
  });

  test('is a function that no account would run', () => {
    const refusalOf = (over: Readonly<Record<string, unknown>>) => {
      const run = { Code: {}, Handler: 'index.handler', Role: 'r', Runtime: 'nodejs24.x' };
      const resources = { Run: resource('AWS::Lambda::Function', { ...run, ...over }) };
      try {
        refuseUnsupported(load({ Main: { resources } }), schemaByType);
        return '';
      } catch (error) {
        return String(error);
      }
    };
    expect(refusalOf({ Architectures: ['arm64'], ReservedConcurrentExecutions: 5 })).toBe('');
    expect(refusalOf({ ReservedConcurrentExecutions: 0 })).toContain('switched off');
    expect(refusalOf({ Architectures: ['mips'] })).toContain('Architectures');
    expect(refusalOf({ Architectures: [] })).toContain('Architectures');
  });
});
