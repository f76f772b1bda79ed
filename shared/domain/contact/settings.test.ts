import { describe, expect, test } from 'vitest';
import { contactSettings } from './settings.ts';

const texts = { en: 'a', es: 'b', pt: 'c' };
const settings = (contact: object = {}, creditor: object = {}) => ({
  contact: {
    mode: 'allow-list',
    allowList: ['@acme.example', 'ana@acme.example', '+573005550100'],
    dailyCap: { email: 100, sms: 10 },
    fromAddress: 'billing@acme.example',
    replyTo: 'help@acme.example',
    ...contact,
  },
  creditor: {
    name: 'Acme, Inc.',
    shortName: 'Acme',
    paymentInstructions: texts,
    smsPayment: texts,
    ...creditor,
  },
  contactRules: { name: 'default', version: 1 },
});
const problems = (value: unknown) =>
  contactSettings.safeParse(value).error?.issues.map(({ path }) => path.join('.'));

describe('settings of who writes to parties', () => {
  test.each([
    [{}, {}],
    [{ fromAddress: 'Acme Billing <billing@acme.example>' }, {}],
    [{ fromAddress: 'Peña e Hijos <cobros@pena.example>' }, {}],
    [{ smsSenderId: 'ACME1' }, {}],
  ])('accept %j %j', (contact, creditor) => {
    expect(problems(settings(contact, creditor))).toBeUndefined();
  });

  test.each([
    ['contact.mode', { mode: 'dry-run' }, {}],
    ['contact.allowList.0', { allowList: ['acme'] }, {}],
    ['contact.allowList.0', { allowList: ['3005550100'] }, {}],
    ['contact.dailyCap.sms', { dailyCap: { email: 1, sms: 0 } }, {}],
    ['contact.fromAddress', { fromAddress: 'Acme' }, {}],
    ['contact.fromAddress', { fromAddress: 'Acme\r\nBcc: x@y.z <a@b.c>' }, {}],
    ['contact.fromAddress', { fromAddress: 'Acme <a@b> <c@d>' }, {}],
    ['contact.replyTo', { replyTo: 'nobody' }, {}],
    ['contact.smsSenderId', { smsSenderId: '12345' }, {}],
    ['contact.smsSenderId', { smsSenderId: 'TWELVELETTER' }, {}],
    ['creditor.name', {}, { name: '  ' }],
    ['creditor.shortName', {}, { shortName: 'x'.repeat(21) }],
    ['creditor.smsPayment.es', {}, { smsPayment: { ...texts, es: 'x'.repeat(49) } }],
    ['creditor.paymentInstructions.pt', {}, { paymentInstructions: { en: 'a', es: 'b' } }],
  ])('refuse a wrong %s', (field, contact, creditor) => {
    expect(problems(settings(contact, creditor))).toEqual([field]);
  });
});
