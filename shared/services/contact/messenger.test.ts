import { describe, expect, test } from 'vitest';
import { contactAttempted } from '../../../events/contact-attempted.v1.ts';
import { hash, message, monday, setUp } from '../../../test/support/messenger.ts';
import { addSeconds } from '../../domain/calendar.ts';
import { archiveKeyOf } from './messenger.ts';

describe('a contact that the gate allows', () => {
  test('is journalled, sent and journalled again, in this order', async () => {
    const calls: string[] = [];
    const house = await setUp({
      wrap: (deps) => ({
        ...deps,
        store: {
          ...deps.store,
          commit: (commit) => {
            calls.push(commit.facts.map(({ type }) => type).join());
            return deps.store.commit(commit);
          },
        },
        archive: {
          put: (...args) => {
            calls.push('archive');
            return deps.archive.put(...args);
          },
        },
        email: {
          send: (email) => {
            calls.push('send');
            return deps.email.send(email);
          },
        },
      }),
    });
    const outcome = await house.messenger.perform(message());
    expect(calls).toEqual(['archive', 'ContactAttempted', 'send', 'ContactSent']);
    expect(outcome).toEqual({
      outcome: 'sent',
      attemptId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(house.provider.accepted).toEqual([
      {
        attemptId: (outcome as { attemptId: string }).attemptId,
        accountHash: hash('ana|main|USD').slice(0, 32),
        to: 'ana@example.com',
        subject: 'Su factura INV-1 de Acme está vencida',
        html: expect.stringContaining('Ana Díaz'),
        text: expect.stringContaining('Ana Díaz'),
      },
    ]);
  });

  test('leaves no personal data in the journal, and its body under its hash', async () => {
    const house = await setUp();
    await house.messenger.perform(message());
    const [attempted] = house.facts('ContactAttempted');
    expect(contactAttempted.data.parse(attempted)).toMatchObject({
      template: 'reminder-overdue',
      templateVersion: 1,
      locale: 'es',
      invoiceNumbers: ['INV-1'],
      amountMinor: 5000,
      currency: 'USD',
      rules: [
        'address',
        'opt-outs',
        'suppressions',
        'contact-window',
        'one-a-day',
        'two-a-week',
        'default.v1',
      ],
    });
    expect(JSON.stringify(house.store.journal)).not.toMatch(/Ana|example\.com|15550100|Acme/);
    const { contentHash } = contactAttempted.data.parse(attempted);
    const body = house.bodies.get(archiveKeyOf('ana', contentHash, hash));
    expect(hash(body ?? '')).toBe(contentHash);
    expect(JSON.parse(body ?? '{}')).toMatchObject({
      channel: 'email',
      template: 'reminder-overdue',
    });
  });

  test('goes out as a text when the step says so', async () => {
    const house = await setUp();
    await house.messenger.perform(message({ channel: 'sms', template: 'sms-overdue' }));
    expect(house.provider.accepted).toMatchObject([
      {
        to: '+15550100',
        text: expect.stringMatching(/^Acme: su factura INV-1 tiene 1 dia de atraso/),
      },
    ]);
  });

  test('journals what the listed invoices have open, whatever is asked of it', async () => {
    const house = await setUp();
    await house.messenger.perform(
      message({ totals: { items: 1, openMinor: 5000, unappliedMinor: 1000 } }),
    );
    expect(house.facts('ContactAttempted')).toMatchObject([
      { invoiceNumbers: ['INV-1'], amountMinor: 5000 },
    ]);
  });

  test('is sent once however often and however late the step comes back', async () => {
    const house = await setUp();
    const first = await house.messenger.perform(message());
    for (const now of [monday, addSeconds(monday, 60), addSeconds(monday, 86_400 * 30)]) {
      expect(await house.messenger.perform(message({ now }))).toEqual(first);
    }
    expect(house.provider.accepted).toHaveLength(1);
    expect(house.types()).toEqual(['ContactAttempted', 'ContactSent']);
  });

  test('is sent once when the step is delivered twice at the same moment', async () => {
    const house = await setUp();
    const outcomes = await Promise.all([
      house.messenger.perform(message()),
      house.messenger.perform(message()),
    ]);
    expect(house.provider.accepted).toHaveLength(1);
    // The one that comes second finds the attempt before or after its outcome.
    for (const { outcome } of outcomes) expect(['pending', 'sent']).toContain(outcome);
    expect(house.types()).toEqual(['ContactAttempted', 'ContactSent']);
  });

  test('refuses a template that writes for another channel', async () => {
    const house = await setUp();
    await expect(house.messenger.perform(message({ template: 'sms-overdue' }))).rejects.toThrow(
      'template sms-overdue writes sms, the step asks for email',
    );
    expect(house.types()).toEqual([]);
  });
});
