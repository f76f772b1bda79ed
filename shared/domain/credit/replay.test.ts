import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { policyOf, scorecardOf } from '../../../credit-policies/catalogue.ts';
import type { DomainData } from '../../../events/catalogue.ts';
import {
  decisionOn,
  policy,
  reception,
  roundOf,
  scorecardFor,
  soundInputs,
} from '../../../test/support/credit-application.ts';
import { businessDate, instant } from '../calendar.ts';
import { canonicalJson } from '../canonical-json.ts';
import { decideReception, decideRound } from './application/decide.ts';
import { evolveAll } from './application/evolve.ts';
import { type PublishedData, replayDecision } from './replay.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const published: PublishedData = { policyOf, scorecardOf, digest };

const inputs = JSON.stringify(soundInputs);
const recordedOf = (): DomainData<'CreditDecided'> => {
  const state = evolveAll(
    undefined,
    decideReception(reception(), undefined),
    businessDate('2026-02-02'),
  );
  if (state === undefined) throw new Error('nothing was received');
  const round = {
    ...roundOf(soundInputs, decisionOn(soundInputs)),
    policy: { id: 'default', version: 2, sha256: digest(canonicalJson(policy)) },
    scorecard: {
      id: 'company',
      version: 1,
      sha256: digest(canonicalJson(scorecardFor('company'))),
    },
    inputs: { key: 'decisions/CA-1/1.json', sha256: digest(inputs) },
  };
  const decision = decideRound(state, round, policy, instant('2026-02-02T14:00:00.000Z'));
  const facts = decision.decided ? decision.facts : [];
  for (const fact of facts) if (fact.type === 'CreditDecided') return fact.data;
  throw new Error('nothing was decided');
};
const recorded = recordedOf();
const replay = (
  change: Partial<DomainData<'CreditDecided'>> = {},
  given = inputs,
  data: Partial<PublishedData> = {},
) =>
  replayDecision(
    { recorded: { ...recorded, ...change }, inputs: given },
    { ...published, ...data },
  );

it('comes to the same outcome from what was kept', () => {
  expect(replay()).toEqual({ replay: 'same' });
});

describe('tells what is different', () => {
  it('in the outcome, with both values', () => {
    expect(replay({ limitMinor: 2_000_001, outcome: 'refer' })).toEqual({
      replay: 'different',
      differences: [
        { what: 'outcome', recorded: 'refer', replayed: 'approve' },
        { what: 'limitMinor', recorded: 2_000_001, replayed: 2_000_000 },
      ],
    });
  });

  it('in what was said of how late the account pays', () => {
    const lateness = {
      probabilityPpm: 90_000,
      lateAfterDays: 10,
      expectedDays: 3.25,
      model: { id: 'house', version: 1, sha256: 'c'.repeat(64) },
    };
    expect(replay({ lateness })).toMatchObject({
      differences: [{ what: 'lateness', recorded: lateness, replayed: undefined }],
    });
  });

  it('in inputs that were changed since, whether they matter or not', () => {
    const touched = inputs.replace('"invoices":90', '"invoices":91');
    expect(replay({}, touched)).toMatchObject({
      replay: 'different',
      differences: [{ what: 'inputs' }],
    });
    expect(replay({}, 'nothing')).toMatchObject({ differences: [{ what: 'inputs' }] });
  });

  it('in a policy that was edited in place', () => {
    const { authority } = policy;
    const automaticByClass = { low: 1, medium: 1, high: 0 };
    const edited = { ...policy, authority: { ...authority, automaticByClass } };
    expect(replay({}, inputs, { policyOf: () => edited })).toMatchObject({
      differences: [
        { what: 'policy' },
        { what: 'outcome', recorded: 'approve', replayed: 'refer' },
        { what: 'rules' },
        { what: 'role', replayed: 'analyst' },
      ],
    });
  });

  it('in inputs of another application', () => {
    expect(replay({ applicationId: 'CA-2' })).toMatchObject({
      differences: [{ what: 'applicationId', recorded: 'CA-2', replayed: 'CA-1' }],
    });
  });
});

describe('says what it lacks', () => {
  it.each<[string, Parameters<typeof replay>]>([
    [
      'no policy gone version 2',
      [{ policy: { ...recorded.policy, id: 'gone' } }, inputs, { policyOf: () => undefined }],
    ],
    ['no scorecard company version 1', [{}, inputs, { scorecardOf: () => undefined }]],
    ['no evaluator version 9', [{ evaluator: 9 }]],
    [
      'the inputs kept are not inputs of a decision',
      [{ inputs: { key: 'k', sha256: digest('{}') } }, '{}'],
    ],
  ])('%s', (because, given) => {
    expect(replay(...given)).toEqual({ replay: 'impossible', because });
  });
});
