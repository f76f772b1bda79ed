import { afterAll, expect, it } from 'vitest';
import { bookOf } from '../../book/csv/book.ts';
import { readCsv } from '../../book/csv/read.ts';
import { runBook } from '../../book/run/run-book.ts';
import { addDays, businessDate } from '../../shared/domain/calendar.ts';
import { createAssemblies } from '../support/assemblies.ts';
import { contactsOf, outcomesOf } from '../support/contacts.ts';
import { testAssembly } from '../support/story/open.ts';

const assemblies = createAssemblies();
afterAll(assemblies.remove);

/**
 * Four customers with three invoices each, paid from a week early to seven weeks late, so that
 * limits of parties, part payments and demands have their say.
 */
const rows = Array.from({ length: 12 }, (_, nth) => {
  const due = addDays(businessDate('2026-01-20'), nth * 4);
  const settled = addDays(due, -7 + ((nth * 23) % 57));
  const customer = nth % 4;
  const place = customer % 2 === 0 ? 'US,America/New_York,en' : 'CO,America/Bogota,es';
  const paid = nth % 5 === 4 ? '60.00' : '100.00';
  const contact = `c${customer}@example.com,+1555555010${customer}`;
  return `INV-${nth},C${customer},2026-01-05,${due},100.00,USD,${settled},${paid},${contact},${place}`;
});
const header =
  'invoice,customer,issued,due,amount,currency,settled,paid amount,email,phone,country,zone,locale';
const book = bookOf('small.csv', readCsv('small.csv', [header, ...rows].join('\n')));

it('sends nothing in shadow, and predicts exactly what the same book then sends live', async () => {
  const shadow = await assemblies.contacting({ mode: 'shadow' });
  const simulated = await runBook({ assembly: shadow, book, seed: 1 });
  const live = await runBook({ assembly: testAssembly, book, seed: 1 });

  expect(simulated.outbox).toEqual([]);
  expect(contactsOf(simulated.journal)).toEqual(contactsOf(live.journal));
  const sent = live.outbox.length;
  expect(sent).toBeGreaterThan(15);
  expect(outcomesOf(live.journal)).toMatchObject({ ContactSent: sent });
  expect(outcomesOf(simulated.journal)).toEqual({ ContactSimulated: sent });
});
