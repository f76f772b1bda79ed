import { expect, it } from 'vitest';
import { traitOf } from './sensitive.ts';

it.each([
  ['CODE_GENDER', 'sex'],
  ['applicant_sex', 'sex'],
  ['male', 'sex'],
  ['Female', 'sex'],
  ['sexo', 'sex'],
  ['Age', 'age'],
  ['DAYS_BIRTH', 'age'],
  ['year of birth', 'age'],
  ['age_group', 'age'],
  ['old', 'age'],
  ['EstadoCivil.marital', 'marital status'],
  ['single', 'marital status'],
  ['divorced', 'marital status'],
  ['derived_race', 'origin'],
  ['hispan', 'origin'],
  ['black', 'origin'],
  ['afam', 'origin'],
  ['foreign_worker', 'origin'],
  ['religion', 'religion'],
])('%s speaks of %s', (name, trait) => {
  expect(traitOf(name)).toBe(trait);
});

it.each([
  'loan_age',
  'age of oldest account',
  'single payment',
  'single_premium',
  'white goods',
  'black_listed',
  'mileage',
  'manager',
  'old balance',
  'essex',
  'usage',
])('%s does not', (name) => {
  expect(traitOf(name)).toBeUndefined();
});
