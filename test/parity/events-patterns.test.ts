import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../local/events/pattern.ts';

/** The event of https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html. */
const INSTANCE = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '111122223333',
  time: '2017-12-22T18:43:48Z',
  region: 'us-west-1',
  resources: ['arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0'],
  detail: { 'instance-id': 'i-1234567890abcdef0', state: 'terminated' },
};

function expectMatch(pattern: object, event: object, expected: boolean): void {
  expect(compilePattern(JSON.stringify(pattern))(event)).toBe(expected);
}

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
describe('comparison operators', () => {
  it.each<[object, boolean]>([
    [{ source: ['aws.ec2'], 'detail-type': ['EC2 Instance State-change Notification'] }, true],
    [{ source: ['aws.ec2'], detail: { state: ['running'] } }, false],
    [{ resources: ['arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0'] }, true],
    [{ region: [{ prefix: 'us-' }] }, true],
    [{ region: [{ prefix: { 'equals-ignore-case': 'US-W' } }] }, true],
    [{ time: [{ prefix: '2017-12-22' }] }, true],
    [{ detail: { state: [{ 'anything-but': 'initializing' }] } }, true],
    [{ detail: { state: [{ 'anything-but': ['stopped', 'terminated'] }] } }, false],
    [{ detail: { state: [{ 'anything-but': { prefix: 'term' } }] } }, false],
    [{ detail: { 'c-count': [{ exists: false }] } }, true],
    [{ detail: { state: [{ exists: true }] } }, true],
    [{ detail: [{ exists: true }] }, false],
    [{ detail: { 'instance-id': [{ wildcard: 'i-*def0' }] } }, true],
    [{ 'detail-type': [{ 'equals-ignore-case': 'ec2 instance state-change notification' }] }, true],
    [{ $or: [{ source: ['aws.s3'] }, { detail: { state: ['terminated'] } }] }, true],
  ])('%j: %s', (pattern, expected) => {
    expectMatch(pattern, INSTANCE, expected);
  });

  it.each<[unknown, unknown, boolean]>([
    // Numbers compare as numbers: 300, 300.0 and 3.0e2 are the same.
    [[300], 300.0, true],
    [[3.0e2], 300, true],
    [['300'], 300, false],
    [[{ numeric: ['>', 0, '<=', 5] }], 5, true],
    [[{ numeric: ['>', 0, '<=', 5] }], 0, false],
    [[{ numeric: ['<', 10] }], '5', false],
    // Null and the empty string are values; null is not absent.
    [[null], null, true],
    [[''], '', true],
    [[null], '', false],
    [[{ exists: false }], null, false],
  ])('%j of %j: %s', (list, value, expected) => {
    expectMatch({ detail: { x: list } }, { detail: { x: value } }, expected);
  });
});

// https://github.com/aws/event-ruler, the matcher behind the service, describes these in its README.
describe('arrays', () => {
  const game = {
    employees: [
      { firstName: 'Anna', lastName: 'Smith' },
      { firstName: 'Peter', lastName: 'Jones' },
    ],
    tags: ['red', 'blue'],
    empty: [],
  };

  it('wants fields of one array in the same element', () => {
    expectMatch({ employees: { firstName: ['Anna'], lastName: ['Smith'] } }, game, true);
    expectMatch({ employees: { firstName: ['Anna'], lastName: ['Jones'] } }, game, false);
  });

  it('takes any element of an array of values', () => {
    expectMatch({ tags: ['blue', 'green'] }, game, true);
    expectMatch({ tags: [{ 'anything-but': 'blue' }] }, game, true);
    expectMatch({ tags: [{ 'anything-but': ['blue', 'red'] }] }, game, false);
  });

  it('holds an empty array for absent', () => {
    expectMatch({ empty: [{ exists: false }] }, game, true);
    expectMatch({ empty: [{ exists: true }] }, game, false);
  });

  it('lets anything-but take booleans, null and numbers', () => {
    for (const value of [true, null, 5]) {
      expectMatch({ x: [{ 'anything-but': 'a' }] }, { x: value }, true);
    }
  });
});
