import { describe, expect, it } from 'vitest';
import { brokenPromise, creditNote, reversal } from '../../../test/support/given-ledger.ts';
import { invoice, memoryBook, payment, type TestCommand } from '../../../test/support/ledger.ts';
import { publishedLateness } from '../../adapters/lateness-model.ts';
import { addDays, businessDate, instant, instantAt } from '../../domain/calendar.ts';
import type { PublishedLateness } from '../../domain/credit/gathering/behaviour.ts';
import { knownInvoicesOf } from '../../domain/credit/gathering/history.ts';
import { type InternalHistory, inputParts, inputShapes } from '../../domain/credit/inputs.ts';
import { knownFields } from '../../domain/credit/policy/fields.ts';
import type { Rate } from '../../domain/credit/rates.ts';
import { latenessInputs, latenessOf } from '../../domain/scoring/lateness.ts';
import type { JournalEnds, JournalItem } from '../../ports/journal.ts';
import { bounds, gatherHistory } from './gather-history.ts';

/** One euro is two dollars; of other currencies nobody knows. */
const rateOf = (from: string, to: string): Rate | undefined =>
  from === 'EUR' && to === 'USD'
    ? { base: 'EUR', quote: 'USD', on: businessDate('2026-11-20'), rate: '2' }
    : undefined;

type Book = ReturnType<typeof memoryBook>;

/** The journal of the memory ledger, each event recorded on the day that it counts for. */
const endsOf = ({ table }: Book): JournalEnds & { readonly read: () => number } => {
  let read = 0;
  const itemsOf = (streamId: string): JournalItem[] =>
    table.journal(streamId.replace('account#', '')).map(({ fact, effectiveOn }, index) => ({
      streamId,
      version: index + 1,
      type: fact.type,
      data: fact.data,
      effectiveOn,
      recordedAt: instantAt('UTC', effectiveOn, '12:00'),
      causationId: 'c',
      correlationId: 'c',
      previousHash: '',
      hash: '',
    }));
  return {
    first: async (streamId, limit) => itemsOf(streamId).slice(0, limit),
    newestFirst: async function* (streamId) {
      for (const item of itemsOf(streamId).reverse()) {
        read += 1;
        yield item;
      }
    },
    read: () => read,
  };
};

const gather = async (
  book: Book,
  {
    now = '2026-11-22T12:00:00.000Z',
    currencies = ['USD'],
    journal = endsOf(book),
    lateness,
  }: {
    readonly now?: string;
    readonly currencies?: readonly string[];
    readonly journal?: JournalEnds;
    readonly lateness?: PublishedLateness;
  } = {},
) => {
  const put: unknown[] = [];
  const gathered = await gatherHistory(
    {
      ledger: book.reader,
      journal,
      files: {
        put: async ({ applicationId, round, source }, value) => {
          put.push(value);
          return { key: `${applicationId}/${round}/${source}`, sha256: 'digest' };
        },
      },
      clock: { now: () => instant(now) },
      bookZone: 'America/Bogota',
      currencies,
      rateDays: 7,
      lateness,
      rates: { newest: async (from, to) => rateOf(from, to) },
    },
    {
      applicationId: 'A-1',
      round: 1,
      customerId: 'acme',
      legalEntity: 'main',
      currency: 'USD',
      termsDays: 30,
      fingerprint: 'f'.repeat(64),
    },
  );
  return { gathered, history: put[0] as InternalHistory | undefined };
};

const historyOf = async (...commands: readonly TestCommand[]) => {
  const book = memoryBook();
  await book.all(commands);
  return (await gather(book)).history;
};

const paid = (number: string, issuedOn: string, days: number, paidAfter: number): TestCommand[] => {
  const issued = businessDate(issuedOn);
  return [
    invoice(number, 1000, { issuedOn, dueOn: addDays(issued, days) }),
    payment(`p-${number}`, 1000, [number], addDays(issued, days + paidAfter)),
  ];
};

describe('the history of a customer', () => {
  it('says how it paid over the last year, and what it owes now', async () => {
    const history = await historyOf(
      ...paid('F1', '2025-12-01', 30, -5),
      ...paid('F2', '2026-03-01', 30, 0),
      ...paid('F3', '2026-05-01', 30, 20),
      invoice('F4', 700, { issuedOn: '2026-09-01', dueOn: '2026-10-01' }),
      invoice('F5', 300, { issuedOn: '2026-11-01', dueOn: '2026-12-01' }),
    );
    expect(history).toEqual({
      asOf: '2026-11-22',
      customerForMonths: 11,
      invoices: 5,
      settled: 3,
      purchasesMinor: 4000,
      lateShare: 0.333333,
      meanDaysLate: 5,
      maxDaysPastDue: 52,
      daysPastDue: 52,
      openMinor: 1000,
      overdueMinor: 700,
      brokenPromises: 0,
      returnedPayments: 0,
      writtenOffMinor: 0,
    });
  });

  it('is of the business date of the book, and due today is not late', async () => {
    const book = memoryBook();
    await book.post(invoice('F1', 100, { issuedOn: '2026-10-22', dueOn: '2026-11-21' }));
    const late = await gather(book, { now: '2026-11-22T04:59:00.000Z' });
    expect(late.history).toMatchObject({ asOf: '2026-11-21', daysPastDue: 0, overdueMinor: 0 });
    const next = await gather(book, { now: '2026-11-22T05:01:00.000Z' });
    expect(next.history).toMatchObject({ asOf: '2026-11-22', daysPastDue: 1, overdueMinor: 100 });
  });

  it('forgets how it paid more than a year ago, and remembers since when it is known', async () => {
    expect(await historyOf(...paid('F1', '2024-01-10', 30, 40))).toMatchObject({
      customerForMonths: 34,
      invoices: 0,
      settled: 0,
      lateShare: null,
      meanDaysLate: null,
      maxDaysPastDue: 0,
      purchasesMinor: 0,
    });
  });

  it('knows how late an invoice was paid that is older than the events it reads', async () => {
    expect(await historyOf(...paid('F1', '2025-01-10', 30, 500))).toMatchObject({
      settled: 1,
      meanDaysLate: 500,
      maxDaysPastDue: 500,
      lateShare: 1,
    });
    const part = payment('p2', 400, ['F1'], '2026-06-01');
    const open = invoice('F1', 1000, { issuedOn: '2025-01-10', dueOn: '2025-02-09' });
    expect(await historyOf(open, part)).toMatchObject({ settled: 0, overdueMinor: 600 });
  });

  it('counts the latest instalment of an invoice', async () => {
    const instalments: [string, number][] = [
      ['2026-03-01', 500],
      ['2026-04-01', 500],
    ];
    expect(
      await historyOf(
        invoice('F1', 1000, { issuedOn: '2026-02-01', instalments }),
        payment('p1', 500, ['F1'], '2026-03-11'),
        payment('p2', 500, ['F1'], '2026-04-03'),
      ),
    ).toMatchObject({ settled: 1, meanDaysLate: 10 });
  });

  it('takes nothing that we credited or gave up for a way of paying', async () => {
    expect(
      await historyOf(
        invoice('F1', 1000, { issuedOn: '2026-01-10', dueOn: '2026-01-20' }),
        creditNote('F1', 1000),
        invoice('F2', 500, { issuedOn: '2026-01-10', dueOn: '2026-01-20' }),
        {
          kind: 'write-off-invoice',
          invoiceNumber: 'F2',
          writtenOffOn: '2026-06-01',
          reason: 'bankrupt',
        },
      ),
    ).toMatchObject({ settled: 0, lateShare: null, writtenOffMinor: 500, openMinor: 0 });
  });

  it('counts cash that was taken back, and lays open what it had paid', async () => {
    expect(
      await historyOf(
        invoice('F1', 1000, { issuedOn: '2026-01-01', dueOn: '2026-01-31' }),
        payment('p1', 1000, ['F1'], '2026-01-20'),
        reversal('p1', 1000),
      ),
    ).toMatchObject({ returnedPayments: 1, settled: 0, overdueMinor: 1000, daysPastDue: 295 });
  });

  it('counts promises that were not kept, by their days and each once', async () => {
    const history = await historyOf(
      invoice('F1', 1000, { issuedOn: '2026-01-01', dueOn: '2026-01-31' }),
      brokenPromise('PR-1', '2025-11-22'),
      brokenPromise('PR-2', '2025-11-23'),
      brokenPromise('PR-3', '2026-11-21'),
      brokenPromise('PR-3', '2026-11-21'),
      // Upstream is mistaken: that day has not come.
      brokenPromise('PR-4', '2026-11-23'),
    );
    expect(history).toMatchObject({ brokenPromises: 2, returnedPayments: 0, openMinor: 1000 });
  });

  it('is of all accounts, and knows no amount of which a part has no rate', async () => {
    const book = memoryBook();
    await book.all(paid('F1', '2026-03-01', 30, 10));
    await book.all(
      [
        invoice('E1', 9000, { issuedOn: '2026-09-01', dueOn: '2026-09-11' }),
        ...paid('E2', '2026-03-01', 30, 20),
      ],
      'acme|main|EUR',
    );
    const priced = await gather(book, { currencies: ['USD', 'EUR', 'CLP'] });
    expect(priced.history).toMatchObject({
      invoices: 3,
      settled: 2,
      meanDaysLate: 15,
      daysPastDue: 72,
      purchasesMinor: 1000 + 2 * 10_000,
      openMinor: 18_000,
      overdueMinor: 18_000,
    });
    await book.post(
      invoice('C1', 70, { issuedOn: '2026-11-01', dueOn: '2026-12-01' }),
      'acme|main|CLP',
    );
    const { history } = await gather(book, { currencies: ['USD', 'EUR', 'CLP'] });
    expect(history).toMatchObject({
      invoices: 4,
      daysPastDue: 72,
      purchasesMinor: null,
      openMinor: null,
      // Of pesos nothing is past due or was given up, and nothing is nothing at any rate.
      overdueMinor: 18_000,
      writtenOffMinor: 0,
    });
  });

  it('does not count what was brought along as bought', async () => {
    const opening = { on: '2026-06-01', chaseFrom: '2026-07-01' };
    expect(
      await historyOf(
        invoice('F1', 800, {
          issuedOn: '2025-12-01',
          dueOn: '2026-01-01',
          openingBalance: opening,
        }),
      ),
    ).toMatchObject({ purchasesMinor: 0, customerForMonths: 11, openMinor: 800, daysPastDue: 325 });
  });

  it('is no record of one who was never invoiced', async () => {
    const readTo = [{ currency: 'USD', version: 0 }];
    expect(await gather(memoryBook())).toEqual({
      gathered: { status: 'no-record', readTo },
      history: undefined,
    });
    const book = memoryBook();
    await book.post(payment('p1', 100));
    expect((await gather(book)).gathered).toEqual({
      status: 'no-record',
      readTo: [{ currency: 'USD', version: 1 }],
    });
  });

  it('says where it is kept, when it was read, and how far', async () => {
    const book = memoryBook();
    await book.all(paid('F1', '2026-03-01', 30, 0));
    expect((await gather(book)).gathered).toEqual({
      status: 'found',
      key: 'A-1/1/history',
      sha256: 'digest',
      receivedAt: '2026-11-22T12:00:00.000Z',
      readTo: [{ currency: 'USD', version: 3 }],
    });
  });
});

describe('what the lateness model wants', () => {
  it('is every invoice that was posted, with the day on which it was settled', async () => {
    const book = memoryBook();
    await book.all([...paid('F1', '2026-03-01', 30, 5), invoice('F2', 700)]);
    const events: JournalItem[] = [];
    for await (const item of endsOf(book).newestFirst('account#acme|main|USD'))
      events.unshift(item);
    const known = knownInvoicesOf(events);
    expect(known).toEqual([
      { issuedOn: '2026-03-01', dueOn: '2026-03-31', amountMinor: 1000, settledOn: '2026-04-05' },
      { issuedOn: '2026-01-01', dueOn: '2026-01-31', amountMinor: 700, settledOn: undefined },
    ]);
    // Without the posting, nobody can say when it was issued.
    expect(knownInvoicesOf(events.filter(({ type }) => type !== 'InvoicePosted'))).toEqual([]);
    const next = {
      issuedOn: businessDate('2026-05-01'),
      dueOn: businessDate('2026-05-31'),
      amountMinor: 1,
    };
    const prior = { lateShare: 200_000, daysLate: 1, daysSpread: 5, weight: 2 };
    expect(latenessInputs(known, next, 0, prior)).toMatchObject({
      'settled invoices': 1,
      'days late of the last': 5,
      'days overdue now': 90,
    });
  });
});

describe('how late the next invoice will be', () => {
  const lateness = publishedLateness({ name: 'ibm-sample', version: 1 });
  const judged = async (
    ...commands: readonly TestCommand[]
  ): Promise<InternalHistory | undefined> => {
    const book = memoryBook();
    await book.all(commands);
    return (await gather(book, { lateness })).history;
  };
  const payer = (paidAfter: number): TestCommand[] =>
    Array.from({ length: 9 }, (_, nth) =>
      paid(`F${nth}`, `2026-0${nth + 1}-01`, 30, paidAfter),
    ).flat();

  it('is said by the published model from the history of the account, and by which', async () => {
    const history = await judged(...payer(25));
    const known = Array.from({ length: 9 }, (_, nth) => {
      const issuedOn = businessDate(`2026-0${nth + 1}-01`);
      const dueOn = addDays(issuedOn, 30);
      return { issuedOn, dueOn, amountMinor: 1000, settledOn: addDays(dueOn, 25) };
    });
    const next = {
      issuedOn: businessDate('2026-11-22'),
      dueOn: businessDate('2026-12-22'),
      amountMinor: 1000,
    };
    const said = latenessOf(lateness.model, known, next);
    expect(history).toMatchObject({
      lateProbability: said.late.probabilityPpm / 1_000_000,
      expectedDaysLate: said.expectedDays,
      latenessModel: { id: 'ibm-sample', version: 1, lateAfterDays: 10 },
    });
    expect(history?.latenessModel?.sha256).toBe(lateness.published.sha256);
  });

  it('tells late payers from early ones, in any currency', async () => {
    const [early, late] = [await judged(...payer(-10)), await judged(...payer(25))];
    expect(late?.lateProbability).toBeGreaterThan(0.5);
    expect(early?.lateProbability).toBeLessThan(0.05);
    expect(late?.expectedDaysLate).toBeGreaterThan((early?.expectedDaysLate ?? 0) + 10);
    const book = memoryBook();
    await book.all(payer(25), 'acme|main|CLP');
    const { history } = await gather(book, { currencies: ['USD', 'CLP'], lateness });
    expect(history?.lateProbability).toBe(late?.lateProbability);
  });

  it('fits what a decision looks at, and its policies', async () => {
    const history = await judged(...payer(25));
    expect(inputShapes.history).toHaveProperty('latenessModel');
    expect(inputParts.history.parse(history)).toEqual(history);
    expect(knownFields).toContain('history.lateProbability');
    expect(knownFields).toContain('history.expectedDaysLate');
    expect(knownFields).not.toContain('history.latenessModel');
  });

  it('is not said of one of whom nothing is known yet, nor without a model', async () => {
    const fresh = invoice('F1', 1000, { issuedOn: '2026-11-01', dueOn: '2026-12-01' });
    expect(await judged(fresh)).not.toHaveProperty('lateProbability');
    expect(await historyOf(...payer(25))).not.toHaveProperty('lateProbability');
    const overdue = invoice('F2', 1000, { issuedOn: '2026-09-01', dueOn: '2026-10-01' });
    expect(await judged(overdue)).toHaveProperty('lateProbability');
  });

  it('takes nothing that was credited for punctual', async () => {
    const credited = [
      invoice('C1', 1000, { issuedOn: '2026-10-01', dueOn: '2026-10-31' }),
      creditNote('C1', 1000),
    ];
    const [with_, without] = [await judged(...payer(25), ...credited), await judged(...payer(25))];
    expect(with_?.lateProbability).toBe(without?.lateProbability);
    expect(await judged(...credited)).not.toHaveProperty('lateProbability');
  });
});

describe('reading it', () => {
  it('ends with the events of eighteen months, however many there were before', async () => {
    const book = memoryBook();
    for (let nth = 0; nth < 30; nth += 1) {
      await book.all(paid(`O${nth}`, '2024-01-01', 10, 0));
    }
    await book.all(paid('F1', '2026-03-01', 30, 0));
    const journal = endsOf(book);
    expect((await gather(book, { journal })).history).toMatchObject({ invoices: 1, settled: 1 });
    expect(journal.read()).toBeLessThan(8);
  });

  it('ends with as many events as the bound says', async () => {
    const book = memoryBook();
    await book.all(paid('F1', '2026-03-01', 30, 0));
    const real = endsOf(book);
    let read = 0;
    const endless: JournalEnds = {
      ...real,
      newestFirst: async function* (streamId) {
        for await (const item of real.newestFirst(streamId)) {
          for (;;) {
            read += 1;
            yield { ...item, type: 'PaymentUnmatched' };
          }
        }
      },
    };
    await gather(book, { journal: Object.assign(endless, { read: () => read }) });
    expect(read).toBe(bounds.events + 1);
  });

  it('leaves out what was recorded after the position was read', async () => {
    const book = memoryBook();
    await book.post(invoice('F1', 1000, { issuedOn: '2026-03-01', dueOn: '2026-03-31' }));
    const before = await book.position();
    await book.post(payment('p1', 1000, ['F1'], '2026-04-05'));
    const reader = { ...book.reader, position: async () => before };
    const { history } = await gather({ ...book, reader });
    expect(history).toMatchObject({ openMinor: 1000, settled: 0, overdueMinor: 1000 });
  });
});
