import { describe, expect, it } from 'vitest';
import { createAccount, createLine, day } from '../../../../test/support/credit-line.ts';
import { decideLineAct, type LineAct } from './acts.ts';

const act = { actId: 'a', actor: 'arn', reason: 'r', role: 'manager' } as const;
const by = {
  act,
  on: day('2026-03-02'),
  graceDays: 15,
  powers: () => undefined,
  isGroup: () => true,
  isOwn: false,
};
const terms = {
  lineId: 'acme|main',
  currency: 'USD',
  limitMinor: 100_000,
  termsDays: 30,
  riskClass: 'medium',
  grade: 'B',
  probabilityPpm: 21_000,
  reviewOn: '2026-06-02',
  because: 'person',
  act,
};

/** What the last of these acts of a person tells of the line. */
const toldBy = (...asked: readonly LineAct[]): unknown => {
  const line = createLine([createAccount('acme|main|USD')], []);
  let told: unknown;
  for (const each of asked) {
    const decision = decideLineAct(line.book().line, each, by);
    if (!decision.decided) return decision;
    line.act(decision.facts);
    [told] = decision.facts.map(({ data }) => data);
  }
  return told;
};
const insured = { act: 'set-insurance', insuredMinor: 50_000, coveragePercent: 90 } as const;
const grouped = { act: 'set-group', groupId: 'holding' } as const;

describe('what a person changes about a line', () => {
  it('is told with all its terms as they stand then, and with none that it has not', () => {
    const cover = { insuredMinor: 50_000, coveragePercent: 90 };
    expect(toldBy(insured)).toStrictEqual({ ...terms, ...cover });
    expect(toldBy(grouped)).toStrictEqual({ ...terms, groupId: 'holding' });
    expect(toldBy(insured, grouped)).toStrictEqual({ ...terms, ...cover, groupId: 'holding' });
    expect(toldBy(insured, grouped, { act: 'set-group' })).toStrictEqual({ ...terms, ...cover });
    expect(toldBy(insured, grouped, { act: 'set-insurance' })).toStrictEqual({
      ...terms,
      groupId: 'holding',
    });
  });

  it('is refused when the line stands so already', () => {
    expect(toldBy(insured, insured)).toMatchObject({
      code: 'nothing-changes',
      message: 'the line acme|main stands so already',
    });
    expect(toldBy({ act: 'set-group' })).toMatchObject({ code: 'nothing-changes' });
    const less = { ...insured, coveragePercent: 80 };
    expect(toldBy(insured, less)).toMatchObject({ coveragePercent: 80 });
  });
});
