import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../shared/domain/canonical-json.ts';
import { knownFields } from '../shared/domain/credit/policy/fields.ts';
import { policyRules } from '../shared/domain/credit/policy/rules.ts';
import { policySchema } from '../shared/domain/credit/policy/schema.ts';
import { inputsOf } from '../shared/domain/scoring/score.ts';
import { fileOf, publishedIn } from '../test/support/published.ts';
import { policyOf, publishedPolicies, publishedScorecards, scorecardOf } from './catalogue.ts';

const { files, read, digests, recorded } = publishedIn(import.meta.dirname);

describe('published policies and scorecards', () => {
  it('are all in the catalogue, under the name and version of their file', () => {
    const published = [
      ...publishedPolicies.map(fileOf),
      ...publishedScorecards.map((card) => `scorecards/${fileOf(card)}`),
    ];
    expect(published.sort()).toEqual(files);
  });

  it('are never edited: decisions replay on them', () => {
    expect(digests()).toEqual(recorded());
  });

  it('are what their files say and no more, so that a later reader adds nothing to their digest', () => {
    for (const file of files) {
      const [name = ''] = file.replace('scorecards/', '').split('/');
      const version = Number(/v(\d+)\.json$/.exec(file)?.[1]);
      const published = file.startsWith('scorecards/')
        ? scorecardOf(name, version)
        : policyOf(name, version);
      expect(canonicalJson(published)).toBe(canonicalJson(read(file)));
    }
  });

  it('are found by name and version, or refused', () => {
    expect(policyOf('default', 1)).toMatchObject({ name: 'default', version: 1 });
    expect(() => policyOf('default', 99)).toThrow('no credit policy default version 99');
    expect(() => scorecardOf('company', 99)).toThrow(RangeError);
  });

  it('go together: every policy names published scorecards, which read figures that there are', () => {
    for (const { scorecards } of publishedPolicies) {
      for (const { name, version } of Object.values(scorecards)) {
        const unknown = inputsOf(scorecardOf(name, version)).filter(
          (field) => !knownFields.has(field),
        );
        expect(unknown).toEqual([]);
      }
    }
  });

  it('never look at sex, age, marital status or nationality', () => {
    const personal = /sex|gender|age(?!Days)|birth|marital|nation|country/i;
    for (const card of publishedScorecards) {
      expect(inputsOf(card).filter((field) => personal.test(field.split('.')[1] ?? ''))).toEqual(
        [],
      );
    }
  });
});

type Part = Record<string, unknown>;
const changed = (path: readonly string[], value: unknown): unknown => {
  const copy = structuredClone(read('default/v1.json')) as Part;
  const parent = path.slice(0, -1).reduce((at, key) => at[key] as Part, copy);
  parent[path.at(-1) ?? ''] = value;
  return copy;
};

describe('what a policy may not be', () => {
  const reason = { code: 'c', text: 'Text' };
  const rule = { name: 'a', for: ['company'], when: [{ field: 'bureau.bankrupt', is: true }] };
  const declines = { ...rule, outcome: 'decline', reason };
  const roles = publishedPolicies[0]?.authority.roles ?? [];
  it.each([
    ['field', ['knockOuts'], [{ ...declines, when: [{ field: 'bureau.age', above: 1 }] }]],
    ['names', ['knockOuts'], [declines, declines]],
    [
      'codes',
      ['knockOuts'],
      [declines, { ...declines, name: 'b', reason: { ...reason, text: 'Other' } }],
    ],
    ['bands', ['bands', 'company'], [{ fromScore: 500, outcome: 'approve' }]],
    [
      'bands',
      ['bands', 'company'],
      [
        { fromScore: 500, outcome: 'approve' },
        { fromScore: 600, outcome: 'refer' },
        { fromScore: null, outcome: 'decline' },
      ],
    ],
    [
      'harder',
      ['bands', 'person'],
      [
        { fromScore: 600, outcome: 'refer' },
        { fromScore: null, outcome: 'approve' },
      ],
    ],
    ['roles', ['authority', 'roles'], roles.toReversed()],
    ['classes', ['termsDaysByClass'], { low: 15, medium: 30, high: 60 }],
    ['automatic', ['authority', 'automaticByClass'], { low: 10_000_001, medium: 0, high: 0 }],
    ['cap', ['limit', 'capByClass'], { low: 200_000_001, medium: 0, high: 0 }],
    ['reviews', ['reviewMonthsByClass'], { low: 1, medium: 3, high: 12 }],
  ] as const)('%s at %j', (name, path, value) => {
    const result = policySchema.safeParse(changed(path, value));
    expect(result.error?.issues.map(({ message }) => message)).toContain(policyRules[name]);
  });

  it('a member that nobody reads', () => {
    expect(policySchema.safeParse(changed(['generosity'], 1)).success).toBe(false);
  });
});
