import { afterAll, expect, it } from 'vitest';
import { runBook } from '../../book/run/run-book.ts';
import { sampleBook } from '../../book/sample/book.ts';
import { businessDate } from '../../shared/domain/calendar.ts';
import { createAssemblies } from '../support/assemblies.ts';
import { contactsOf, outcomesOf } from '../support/contacts.ts';
import { testAssembly } from '../support/story/open.ts';

const assemblies = createAssemblies();
afterAll(assemblies.remove);

/** The first weeks of the sample book; the whole IBM book is held against itself by its replay. */
const to = businessDate('2026-02-12');
const whole = sampleBook(1);
const book = { ...whole, to, inputs: whole.inputs.filter(({ day }) => day <= to) };

it('sends nothing in shadow, and predicts exactly what the same book then sends live', async () => {
  const shadow = await assemblies.contacting({ mode: 'shadow' });
  const simulated = await runBook({ assembly: shadow, book, seed: 1 });
  const live = await runBook({ assembly: testAssembly, book, seed: 1 });

  expect(simulated.outbox).toEqual([]);
  expect(contactsOf(simulated.journal)).toEqual(contactsOf(live.journal));
  const sent = live.outbox.length;
  expect(sent).toBeGreaterThan(30);
  expect(outcomesOf(live.journal)).toEqual({ ContactSent: sent });
  expect(outcomesOf(simulated.journal)).toEqual({ ContactSimulated: sent });
});
