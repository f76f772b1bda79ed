import { expect, test } from 'vitest';
import { readConfig } from '../infra/config.ts';
import { refuseExamples } from './cdk.ts';

test('an environment for real debtors is not deployed with the creditor of the examples', () => {
  const prod = readConfig('prod');
  expect(() => refuseExamples(prod)).toThrow(
    /^config\/prod\.json: contact\.fromAddress: .* is that of the examples; expected your own/,
  );
  const contact = { ...prod.contact, fromAddress: 'Acme <billing@acme.test>' };
  expect(() => refuseExamples({ ...prod, contact })).not.toThrow();
  expect(() => refuseExamples(readConfig('dev'))).not.toThrow();
});
