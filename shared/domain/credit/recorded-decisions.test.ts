import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { policyOf, scorecardOf } from '../../../credit-policies/catalogue.ts';
import type { DomainData } from '../../../events/catalogue.ts';
import { canonicalJson } from '../canonical-json.ts';
import { evaluators, evaluatorVersion } from './decision.ts';
import type { CreditInputs } from './inputs.ts';
import { replayDecision } from './replay.ts';
import { standingRules } from './standing.ts';

type Recorded = {
  readonly name: string;
  readonly inputs: CreditInputs;
  readonly recorded: DomainData<'CreditDecided'>;
};

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const folder = join(import.meta.dirname, '../../../test/vectors/credit-decisions');
const recordedBy = (evaluator: string): readonly Recorded[] =>
  JSON.parse(readFileSync(join(folder, `evaluator-${evaluator}.json`), 'utf8')) as Recorded[];
const versions = Object.keys(evaluators);

it('are kept of every evaluator that decided anything', () => {
  const files = versions.map((version) => `evaluator-${version}.json`);
  expect(readdirSync(folder).sort()).toEqual(files.sort());
  expect(versions).toContain(String(evaluatorVersion));
});

it('know every rule about who an applicant is to us', () => {
  const rules = new Set(
    recordedBy(String(evaluatorVersion)).flatMap((each) => each.recorded.rules),
  );
  for (const rule of Object.values(standingRules)) expect(rules).toContain(rule);
});

// What was decided once is never decided otherwise: these files are added to and never edited.
describe.each(versions)('of evaluator version %s', (version) => {
  it.each(recordedBy(version).map((each) => [each.name, each] as const))(
    'still says so: %s',
    (_, { inputs, recorded }) => {
      expect(recorded.evaluator).toBe(Number(version));
      expect(
        replayDecision(
          { recorded, inputs: canonicalJson(inputs) },
          { policyOf, scorecardOf, digest },
        ),
      ).toEqual({ replay: 'same' });
    },
  );
});
