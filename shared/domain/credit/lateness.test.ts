import { expect, it } from 'vitest';
import { history, soundInputs } from '../../../test/support/credit-application.ts';
import { latenessIn } from './lateness.ts';

const latenessModel = { id: 'logistic', version: 2, sha256: 'a'.repeat(64), lateAfterDays: 15 };
const told = { lateProbability: 0.0215, expectedDaysLate: -1.5, latenessModel };

it('records how late an account pays in parts per million, with the model that said so', () => {
  expect(latenessIn({ ...soundInputs, history: { ...history, ...told } })).toEqual({
    probabilityPpm: 21_500,
    lateAfterDays: 15,
    expectedDays: -1.5,
    model: { id: 'logistic', version: 2, sha256: 'a'.repeat(64) },
  });
});

it.each(['lateProbability', 'expectedDaysLate', 'latenessModel'] as const)(
  'records nothing of an account of which too little is known: without %s',
  (name) => {
    const { [name]: _unknown, ...rest } = { ...history, ...told };
    expect(latenessIn({ ...soundInputs, history: rest })).toBeUndefined();
  },
);

it('records nothing while the history could not be read', () => {
  expect(latenessIn({ ...soundInputs, history: { missing: 'unavailable' } })).toBeUndefined();
});
