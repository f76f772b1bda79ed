import { describe, expect, it } from 'vitest';
import { compileInput, compilePath, type InputSettings } from './transformer.ts';

const RULE = { ruleArn: 'arn:aws:events:us-east-1:000000000000:rule/bus/r', ruleName: 'r' };
const EVENT = {
  id: 'e-1',
  'detail-type': 'InvoiceIssued',
  detail: { amountMinor: 1250, note: 'say "hi"', lines: [{ sku: 'a' }, { sku: 'b' }] },
};
const input = (settings: InputSettings, event: unknown = EVENT): string =>
  compileInput(settings, RULE)(event, Date.parse('2026-01-02T03:04:05.678Z'));
const template = (InputTemplate: string, InputPathsMap: Record<string, string> = {}): string =>
  input({ InputTransformer: { InputTemplate, InputPathsMap } });

describe('the input of a target', () => {
  it('is the event, a constant or a part of the event', () => {
    expect(JSON.parse(input({}))).toEqual(EVENT);
    expect(input({ Input: '{"a":1}' })).toBe('{"a":1}');
    expect(input({ InputPath: '$.detail.lines[1]' })).toBe('{"sku":"b"}');
    expect(input({ InputPath: '$.detail.amountMinor' })).toBe('1250');
  });

  it('puts JSON outside strings and plain text inside them', () => {
    const paths = {
      type: '$.detail-type',
      amount: '$.detail.amountMinor',
      note: "$.detail['note']",
    };
    const made = template(
      '{"t": <type>, "a": <amount>, "s": "<type>: <amount>", "n": "<note>"}',
      paths,
    );
    expect(JSON.parse(made)).toEqual({
      t: 'InvoiceIssued',
      a: 1250,
      s: 'InvoiceIssued: 1250',
      n: 'say "hi"',
    });
  });

  it('knows the reserved variables', () => {
    const made = template(
      '{"arn": <aws.events.rule-arn>, "name": "<aws.events.rule-name>", "at": <aws.events.event.ingestion-time>, "whole": <aws.events.event.json>, "head": <aws.events.event>}',
    );
    expect(JSON.parse(made)).toEqual({
      arn: RULE.ruleArn,
      name: 'r',
      at: '2026-01-02T03:04:05Z',
      whole: EVENT,
      head: { id: 'e-1', 'detail-type': 'InvoiceIssued' },
    });
  });

  it('leaves nothing of a path without a value inside a string', () => {
    expect(template('{"a": "<x>."}', { x: '$.detail.absent' })).toBe('{"a": "."}');
  });

  it('refuses what it cannot imitate', () => {
    expect(() => template('<x>', { x: '$.absent' })).toThrow('must find a value');
    expect(() => template('"<x>"', { x: '$.detail' })).toThrow('inside a string');
    expect(() => template('"<aws.events.event.json>"')).toThrow('cannot stand inside');
    expect(() => template('<unknown>')).toThrow("unknown variable 'unknown'");
    expect(() => input({ Input: '{}', InputPath: '$' })).toThrow('Only one of');
    expect(() => compilePath('$.a[*].b')).toThrow('not supported');
    expect(() => compilePath('a.b')).toThrow('must start with $');
  });
});
