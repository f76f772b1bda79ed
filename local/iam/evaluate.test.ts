import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileStatement, judge, type PolicyStatement, type Verdict } from './evaluate.ts';
import { compileArnGlob, compileGlob } from './glob.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:orders';

const verdictOf = (
  statements: readonly PolicyStatement[],
  action: string,
  resource: string,
  context: Record<string, string | string[]> = {},
): Verdict =>
  judge(statements.map(compileStatement), action, resource, new Map(Object.entries(context)));

const allow = (rest: PolicyStatement): PolicyStatement => ({ Effect: 'Allow', ...rest });
const deny = (rest: PolicyStatement): PolicyStatement => ({ Effect: 'Deny', ...rest });
const send = { Action: 'sqs:SendMessage', Resource: QUEUE };

describe('statements', () => {
  test.each<[string, PolicyStatement[], Verdict]>([
    ['nothing said', [], 'none'],
    ['the exact action and resource', [allow(send)], 'allow'],
    ['another action', [allow({ ...send, Action: 'sqs:DeleteMessage' })], 'none'],
    ['another resource', [allow({ ...send, Resource: `${QUEUE}-dlq` })], 'none'],
    ['the action in other letters', [allow({ ...send, Action: 'SQS:sendmessage' })], 'allow'],
    ['the resource in other letters', [allow({ ...send, Resource: QUEUE.toUpperCase() })], 'none'],
    ['a wildcard action', [allow({ ...send, Action: 'sqs:Send*' })], 'allow'],
    ['a one-letter wildcard', [allow({ ...send, Action: 'sqs:SendMessag?' })], 'allow'],
    [
      'a one-letter wildcard for two letters',
      [allow({ ...send, Action: 'sqs:SendMessa?' })],
      'none',
    ],
    [
      'one of several resources',
      [allow({ ...send, Resource: ['arn:x', 'arn:aws:sqs:*:*:orders'] })],
      'allow',
    ],
    ['NotAction of another', [allow({ NotAction: 'sqs:DeleteMessage', Resource: '*' })], 'allow'],
    ['NotAction of this one', [allow({ NotAction: 'sqs:Send*', Resource: '*' })], 'none'],
    ['NotResource of another', [allow({ Action: '*', NotResource: 'arn:aws:s3:::*' })], 'allow'],
    ['NotResource of this one', [allow({ Action: '*', NotResource: '*:orders' })], 'none'],
    ['a deny beside an allow', [allow(send), deny({ Action: 'sqs:*', Resource: '*' })], 'deny'],
    ['a deny elsewhere', [allow(send), deny({ Action: 'sqs:*', Resource: 'arn:x' })], 'allow'],
  ])('%s', (_, statements, expected) => {
    expect(verdictOf(statements, 'sqs:SendMessage', QUEUE)).toBe(expected);
  });
});

describe('conditions', () => {
  const context = {
    'aws:securetransport': 'true',
    'aws:sourcearn': 'arn:aws:events:us-east-1:000000000000:rule/shop/one',
    'dynamodb:leadingkeys': ['account#1', 'account#2'],
    'events:source': 'shop',
  };
  const under = (Condition: object): boolean =>
    verdictOf([allow({ ...send, Condition })], 'sqs:SendMessage', QUEUE, context) === 'allow';

  test.each<[object, boolean]>([
    [{ StringEquals: { 'events:source': ['till', 'shop'] } }, true],
    [{ StringEquals: { 'events:source': 'SHOP' } }, false],
    [{ StringEqualsIgnoreCase: { 'events:source': 'SHOP' } }, true],
    [{ StringNotEquals: { 'events:source': ['till', 'shop'] } }, false],
    [{ StringNotEquals: { 'events:source': ['till', 'desk'] } }, true],
    [{ StringLike: { 'events:source': 'sh*' } }, true],
    [{ StringNotLike: { 'events:source': 'sh*' } }, false],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/shop/*' } }, true],
    [{ ArnEquals: { 'aws:SourceArn': 'arn:aws:events:*:000000000000:rule/other/*' } }, false],
    [{ Bool: { 'aws:SecureTransport': 'true' } }, true],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, false],
    [{ StringEquals: { 'aws:SourceAccount': '1' } }, false],
    [{ StringNotEquals: { 'aws:SourceAccount': '1' } }, true],
    [{ StringEqualsIfExists: { 'aws:SourceAccount': '1' } }, true],
    [{ Null: { 'aws:SourceAccount': 'true' } }, true],
    [{ Null: { 'aws:SourceArn': 'true' } }, false],
    [{ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'account#*' } }, true],
    [{ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['account#1'] } }, false],
    [{ 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': ['account#1'] } }, true],
    [{ 'ForAllValues:StringEquals': { 'ses:Recipients': 'nobody' } }, true],
    [{ 'ForAnyValue:StringEquals': { 'ses:Recipients': 'nobody' } }, false],
    [
      { StringEquals: { 'events:source': 'shop' }, Bool: { 'aws:SecureTransport': 'false' } },
      false,
    ],
  ])('%j is %s', (condition, expected) => {
    expect(under(condition)).toBe(expected);
  });

  test.each([
    [{ StringMatches: { 'events:source': 'x' } }, 'The condition operator StringMatches'],
    [{ IpAddress: { 'aws:SecureTransport': 'x' } }, 'The condition operator IpAddress'],
    [{ StringEquals: { 'aws:PrincipalOrgID': 'x' } }, 'The condition key aws:PrincipalOrgID'],
  ])('%j is refused by name', (condition, message) => {
    expect(() => under(condition)).toThrow(message);
  });

  test('policy variables and unknown elements are refused by name', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the template's own syntax.
    expect(() => compileStatement(allow({ Action: '*', Resource: 'arn:${aws:username}' }))).toThrow(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the template's own syntax.
      '${aws:username}',
    );
    expect(() => compileStatement(allow({ Actoin: '*', Resource: '*' }))).toThrow('Actoin');
  });
});

describe('laws of evaluation', () => {
  const word = fc.constantFrom(
    'sqs:SendMessage',
    'sqs:DeleteMessage',
    'sqs:*',
    '*',
    's3:GetObject',
    's3:Get*',
  );
  const place = fc.constantFrom(QUEUE, '*', 'arn:aws:s3:::bucket/*', 'arn:aws:sqs:*:*:*');
  const statement = fc
    .record({ Effect: fc.constantFrom('Allow', 'Deny'), Action: word, Resource: place })
    .map((made): PolicyStatement => made);
  const request = fc.tuple(
    fc.constantFrom('sqs:SendMessage', 's3:GetObject'),
    fc.constantFrom(QUEUE, 'arn:aws:s3:::bucket/key'),
  );

  test('a deny is never undone, whatever is added and in whatever order', () => {
    fc.assert(
      fc.property(fc.array(statement), statement, request, (some, more, [action, resource]) => {
        const before = verdictOf(some, action, resource);
        const after = verdictOf([more, ...some], action, resource);
        if (before === 'deny') expect(after).toBe('deny');
        if (before === 'allow') expect(after).not.toBe('none');
        expect(verdictOf([...some].reverse(), action, resource)).toBe(before);
      }),
    );
  });

  test('a statement and its complement by NotAction share the work', () => {
    fc.assert(
      fc.property(word, request, (name, [action, resource]) => {
        const yes = verdictOf([allow({ Action: name, Resource: '*' })], action, resource);
        const no = verdictOf([allow({ NotAction: name, Resource: '*' })], action, resource);
        expect([yes, no].filter((verdict) => verdict === 'allow')).toHaveLength(1);
      }),
    );
  });
});

describe('globs', () => {
  test('every text fits itself and itself with any part starred', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/[*?]/.test(text)),
        fc.nat(),
        (text, at) => {
          const cut = text.length === 0 ? 0 : at % text.length;
          expect(compileGlob(text)(text)).toBe(true);
          expect(compileGlob(`${text.slice(0, cut)}*`)(text)).toBe(true);
          expect(compileGlob(`*${text.slice(cut)}`)(text)).toBe(true);
          expect(compileGlob(text)(`${text}.`)).toBe(false);
        },
      ),
    );
  });

  test('a wildcard in one part of an ARN stays in that part', () => {
    expect(compileArnGlob('arn:aws:sqs:*:1:q')('arn:aws:sqs:us-east-1:1:q')).toBe(true);
    expect(compileArnGlob('arn:aws:*:*:1:q')('arn:aws:sqs:us-east-1:2:1:q')).toBe(false);
  });
});
