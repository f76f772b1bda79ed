import { apiInput, busInput } from '../../book/inputs/upstream.ts';
import type { BookInput } from '../../book/model.ts';
import { createRandom, type Random } from '../../local/kernel/random.ts';
import { addDays, businessDate, epochMs } from '../../shared/domain/calendar.ts';
import type { Account, Pen } from './pen.ts';
import { addInvoices, type Issued } from './random-invoices.ts';
import { addPayments } from './random-payments.ts';

/** First day of every random book, a Monday. */
export const firstDay = businessDate('2026-03-02');
/** Facts happen until then; afterwards what is late is chased for some weeks. */
const factDays = 35;
export const lastDay = addDays(firstDay, 52);

/** One fact, and the moments at which the same message of it is handed in. */
export type Fact = { readonly input: BookInput; readonly deliveredAt: readonly number[] };

export type RandomBook = {
  readonly seed: number;
  readonly facts: readonly Fact[];
  /** Each with a history of its own. */
  readonly accounts: number;
  /**
   * Whether some cash is kept for invoices that never come. How much of it is kept then depends on
   * what was covered before it came, and so do open, paid and unapplied sums.
   */
  readonly keepsCash: boolean;
};

const minuteMs = 60_000;
const twoDaysInMinutes = 2 * 24 * 60;

const two = (value: number): string => String(value).padStart(2, '0');

const createPen = (seed: number, random: Random, facts: Fact[]): Pen => {
  const between = (least: number, most: number): number => least + random.below(most - least + 1);
  const tell = (input: BookInput): void => {
    const copies = random.chance(0.5) ? 1 : between(2, 3);
    const deliveredAt = Array.from({ length: copies }, (_, copy) => {
      const late = copy === 0 && random.chance(0.7) ? 0 : random.below(twoDaysInMinutes);
      return epochMs(input.at) + late * minuteMs;
    });
    facts.push({ input, deliveredAt: deliveredAt.sort((a, b) => a - b) });
  };
  return {
    random,
    legacy: createRandom(seed, 'legacy'),
    between,
    oneOf: (values) => values[random.below(values.length)] ?? values[0],
    momentOf: (day) => ({
      zone: 'UTC',
      day: addDays(firstDay, Math.min(day, factDays)),
      time: `${two(random.below(24))}:${two(random.below(60))}`,
    }),
    tell,
    tellUpstream: (type, key, moment, data) => {
      const fact = { type, key, ...moment, data };
      tell(
        random.chance(0.3) ? apiInput('UTC', 'billing', key, [fact]) : busInput('UTC', 'erp', fact),
      );
    },
  };
};

const zones = ['UTC', 'America/Bogota', 'America/Mexico_City', 'Europe/Madrid'] as const;
const locales = ['en', 'es', 'pt'] as const;
const currencies = ['USD', 'USD', 'CLP'] as const;

/** What becomes of e-mails: as a rule they arrive. The names are those of the mailbox simulator. */
const fates = [
  'bounce@simulator.amazonses.com',
  'suppressionlist@simulator.amazonses.com',
  'ooto@simulator.amazonses.com',
  'complaint@simulator.amazonses.com',
  'reject@fate.example',
  'delay@fate.example',
  'late-bounce@fate.example',
] as const;

/**
 * One to three customers, some of one party, some without a phone, some known to nobody, some with
 * an address at which no message arrives, of whom some tell a better one later.
 */
const addAccounts = (pen: Pen, mailboxes: Random): Account[] => {
  const { random, between, oneOf, momentOf, tellUpstream } = pen;
  const household = random.chance(0.3);
  return Array.from({ length: between(1, 3) }, (_, nth) => {
    const customerId = `cust-${nth + 1}`;
    const fate = mailboxes.chance(0.3) ? fates[mailboxes.below(fates.length)] : undefined;
    if (!random.chance(0.08)) {
      tellUpstream('CustomerUpserted', `${customerId}-known`, momentOf(between(0, 3)), {
        customerId,
        ...(household ? { partyId: 'household' } : {}),
        name: `Customer ${nth + 1}`,
        email: fate ?? `${customerId}@example.com`,
        ...(random.chance(0.8) ? { phone: `+1555555010${nth}` } : {}),
        locale: oneOf(locales),
        zone: oneOf(zones),
        ...(random.chance(0.1) ? { optOuts: ['sms' as const] } : {}),
      });
    }
    if (fate !== undefined && mailboxes.chance(0.5)) {
      const moment = momentOf(10 + mailboxes.below(25));
      tellUpstream('CustomerUpserted', `${customerId}-moved`, moment, {
        customerId,
        ...(household ? { partyId: 'household' } : {}),
        name: `Customer ${nth + 1}`,
        email: `${customerId}@example.com`,
        locale: 'en',
        zone: 'UTC',
      });
    }
    return {
      customerId,
      legalEntity: random.chance(0.8) ? 'main' : 'north',
      currency: oneOf(currencies),
    };
  });
};

/** Things that no schema fits; they must end whole where people look. */
const addJunk = ({ random, momentOf, tell }: Pen, nth: number): void => {
  const moment = momentOf(random.below(factDays));
  const key = `junk-${nth}`;
  const whole = busInput('UTC', 'erp', {
    type: 'InvoiceCancelled',
    key,
    ...moment,
    data: {
      invoiceNumber: key,
      customerId: 'nobody',
      legalEntity: 'main',
      currency: 'USD',
      cancelledOn: moment.day,
      reason: 'error',
    },
  });
  tell({ ...whole, detail: { ...whole.detail, data: { invoiceNumber: key, amount: '12,50' } } });
};

/**
 * A small book with everything that goes wrong in big ones: parts, overpayments, cash before its
 * invoice and for nobody, refunds before their payment, disputes in any order, corrections, what no
 * schema fits; each told up to three times, at any hour, through any door.
 *
 * No fact breaks a rule of the ledger, whatever the order: corrections of an invoice never exceed
 * it, and what goes back never exceeds what came in. So the sums do not depend on the order, but
 * for cash that is kept.
 */
export const randomBook = (seed: number): RandomBook => {
  const facts: Fact[] = [];
  const pen = createPen(seed, createRandom(seed, 'random-book'), facts);
  const accounts = addAccounts(pen, createRandom(seed, 'mailboxes'));
  const issued: Issued[] = accounts.flatMap((account) =>
    addInvoices(pen, account, Math.max(2, Math.round(6 / accounts.length))),
  );
  const keepsCash = pen.random.chance(0.4);
  addPayments(pen, seed, issued, keepsCash);
  for (let nth = pen.random.below(3); nth > 0; nth -= 1) addJunk(pen, nth);
  return {
    seed,
    accounts: accounts.length,
    keepsCash,
    facts: facts.sort((a, b) => (a.deliveredAt[0] ?? 0) - (b.deliveredAt[0] ?? 0)),
  };
};
