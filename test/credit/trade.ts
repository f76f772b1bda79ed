import type { Random } from '../../local/kernel/random.ts';
import { businessDate } from '../../shared/domain/calendar.ts';
import { type Application, between, places } from './applicants.ts';
import { type Desk, signedBy } from './desk.ts';
import { bearer, dayMs, hourMs, minuteMs, startMs, type World } from './world.ts';

/** What is told of a line that a person closes. */
const reasons = [{ code: 'no-more-orders', text: 'There were no orders for long' }];

const dateAt = (ms: number) => businessDate(new Date(ms).toISOString().slice(0, 10));

/** What old customers bought and how they paid before they applied. */
export const liveThroughHistories = (world: World, applications: readonly Application[]): void => {
  const old = new Set(applications.map(({ applicant }) => applicant));
  for (const { customerId, country, currency, history } of old) {
    if (history.length === 0) continue;
    const { locale, zone } = places[country];
    world.at(startMs + hourMs, `${customerId} is a customer`, () =>
      world.tell('CustomerUpserted', `customer-${customerId}`, {
        customerId,
        name: customerId,
        email: `${customerId}@example.com`,
        locale,
        zone,
      }),
    );
    for (const [index, { issued, due, paid }] of history.entries()) {
      const invoiceNumber = `OLD-${customerId}-${index}`;
      const totalMinor = 100_000 + 1000 * index;
      const common = { customerId, legalEntity: 'main', currency } as const;
      const issuedMs = startMs + issued * dayMs + 6 * hourMs;
      world.at(issuedMs, invoiceNumber, () =>
        world.tell('InvoiceIssued', invoiceNumber, {
          ...common,
          invoiceNumber,
          totalMinor,
          issuedOn: dateAt(issuedMs),
          dueOn: dateAt(startMs + due * dayMs),
        }),
      );
      const paidMs = startMs + paid * dayMs + 7 * hourMs;
      world.at(Math.max(paidMs, issuedMs + hourMs), `${invoiceNumber} is paid`, () =>
        world.tell('PaymentReported', `paid-${invoiceNumber}`, {
          ...common,
          paymentId: `P-${invoiceNumber}`,
          kind: 'succeeded',
          invoiceNumbers: [invoiceNumber],
          amountMinor: totalMinor,
          receivedOn: dateAt(paidMs),
        }),
      );
    }
  }
};

/** Without a rate of the sol for these days: nobody can tell what authority it takes. */
const [gapFrom, gapTo] = [95, 115];

/** Each week, which is as long as a rate counts. */
export const publishRates = (world: World, random: Random, days: number): void => {
  for (const { currency, dollars } of Object.values(places)) {
    if (currency === 'USD') continue;
    const own = random.fork(`rates of ${currency}`);
    for (let day = 0; day < days; day += 7) {
      if (currency === 'PEN' && day > gapFrom && day < gapTo) continue;
      const ms = startMs + day * dayMs + 4 * hourMs;
      const rate = (dollars * (0.97 + 0.06 * own.next())).toFixed(8);
      world.at(ms, `rate of ${currency}`, () =>
        world.tell('ExchangeRatePublished', `rate-${currency}-${day}`, {
          base: currency,
          quote: 'USD',
          on: dateAt(ms),
          rate,
        }),
      );
    }
  }
};

type Line = {
  readonly customerId: string;
  readonly legalEntity: string;
  readonly currency: string;
  readonly limitMinor: number;
};

const linePath = ({ customerId, legalEntity }: Line): string =>
  `lines/${encodeURIComponent(`${customerId}|${legalEntity}`)}`;

const checkOrder = async (world: World, line: Line, orderId: string, amountMinor: number) => {
  const { customerId, legalEntity, currency } = line;
  const { body } = await world.call({
    method: 'POST',
    path: '/v1/credit/order-checks',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}` },
    body: JSON.stringify({ orderId, customerId, legalEntity, amountMinor, currency, revision: 1 }),
  });
  return (JSON.parse(body) as { readonly answer?: string }).answer;
};

/** Two orders at the same moment; what is approved is billed, and mostly paid. */
const buy = async (world: World, own: Random, line: Line, id: string): Promise<void> => {
  const { after, tell, runtime } = world;
  const { customerId, legalEntity, currency, limitMinor } = line;
  const common = { customerId, legalEntity, currency } as const;
  const amounts = [between(own, 20, 70), between(own, 20, 70)].map((share) =>
    Math.max(100, Math.floor((limitMinor * share) / 100)),
  );
  const answers = await Promise.all(
    amounts.map((amountMinor, index) => checkOrder(world, line, `SO-${id}-${index}`, amountMinor)),
  );
  for (const [index, answer] of answers.entries()) {
    if (answer !== 'approved') continue;
    const orderId = `SO-${id}-${index}`;
    const invoiceNumber = `INV-${id}-${index}`;
    const totalMinor = amounts[index] ?? 100;
    const dueDays = between(own, 10, 30);
    after(dayMs, invoiceNumber, () =>
      tell('InvoiceIssued', invoiceNumber, {
        ...common,
        invoiceNumber,
        totalMinor,
        issuedOn: dateAt(runtime.now()),
        dueOn: dateAt(runtime.now() + dueDays * dayMs),
        orderId,
      }),
    );
    const paymentId = `P-${id}-${index}`;
    const reported = (kind: 'succeeded' | 'reversed') => () =>
      tell('PaymentReported', `${paymentId}-${kind}`, {
        ...common,
        paymentId,
        kind,
        ...(kind === 'reversed' ? { objectId: `${paymentId}-back` } : {}),
        invoiceNumbers: [invoiceNumber],
        amountMinor: totalMinor,
        receivedOn: dateAt(runtime.now()),
      });
    const paidAfter = (dueDays + between(own, -6, 9)) * dayMs;
    if (!own.chance(0.85)) {
      // What is never paid in time is paid before everything ends.
      after(70 * dayMs, `${paymentId} at last`, reported('succeeded'));
      continue;
    }
    after(paidAfter, paymentId, reported('succeeded'));
    if (own.chance(0.1)) {
      after(paidAfter + 2 * dayMs, `${paymentId} comes back`, reported('reversed'));
    }
  }
};

/** What people do to a line, and what bureaus and debts tell of its customer. */
const disturb = (world: World, own: Random, line: Line, desk: Desk, id: string): void => {
  const { after, tell, runtime } = world;
  const { customerId, legalEntity, currency } = line;
  const path = linePath(line);
  const dora = signedBy('dora', 'director');
  const act =
    (verb: string, fields: object = {}) =>
    () =>
      desk.act(path, dora, { act: verb, actId: `${verb}-${id}`, ...fields });
  const when = between(own, 2, 60) * dayMs + between(own, 0, 20) * hourMs;
  const way = own.next();
  if (way < 0.06) {
    after(when, 'a bureau alert', () =>
      tell('BureauAlertReceived', `alert-${id}`, {
        alertId: `alert-${id}`,
        customerId,
        legalEntity,
        bureau: 'trade',
        kind: 'legal-action',
        at: new Date(runtime.now()).toISOString(),
      }),
    );
  } else if (way < 0.11) {
    after(when, 'a broken promise', () =>
      tell('PromiseToPayBroken', `promise-${id}`, {
        promiseId: `promise-${id}`,
        customerId,
        legalEntity,
        amountMinor: 10_000,
        currency,
        promisedOn: dateAt(runtime.now() - dayMs),
      }),
    );
  } else if (way < 0.16) {
    after(when, 'a hold', act('hold-line'));
    after(when + dayMs, 'a release', act('release-line'));
  } else if (way < 0.22) after(when, 'a review', act('review-line'));
  else if (way < 0.26) {
    // The line is closed while its review is under way.
    after(when, 'a review', act('review-line'));
    after(when + own.below(90) * minuteMs, 'closed meanwhile', act('close-line', { reasons }));
  } else if (way < 0.29) after(when, 'closed', act('close-line', { reasons }));
  else if (way < 0.33)
    after(when, 'a group', act('set-group', { groupId: `g-${1 + own.below(5)}` }));
  else if (way < 0.36) {
    after(when, 'insurance', act('set-insurance', { insuredMinor: 100_000, coveragePercent: 90 }));
  }
};

/** Groups that share a limit, and all that happens on granted lines; at `closing` every line is closed. */
export const openTrade = (world: World, random: Random, desk: Desk, closing: number): void => {
  const open = new Map<string, Line>();
  const dora = signedBy('dora', 'director');
  for (let group = 1; group <= 5; group += 1) {
    world.at(startMs + group * hourMs, `group ${group}`, () =>
      desk.act(`groups/g-${group}`, dora, {
        act: 'set-limit',
        actId: `group-${group}`,
        limitMinor: 60_000_000,
        currency: 'USD',
      }),
    );
  }
  world.onEvent('CreditLineActivated', ({ data }) => {
    const line = data as unknown as Line & { readonly lineId: string; applicationId: string };
    const { lineId, applicationId } = line;
    open.set(lineId, line);
    const own = random.fork(`trade of ${applicationId}`);
    if (own.chance(0.5)) {
      world.after(between(own, 1, 20) * dayMs, `orders on ${lineId}`, () =>
        buy(world, own.fork('buy'), line, applicationId),
      );
    }
    disturb(world, own.fork('disturb'), line, desk, applicationId);
  });
  world.onEvent('CreditLineClosed', ({ data }) => void open.delete(String(data['lineId'])));
  world.at(closing, 'every line is closed', async () => {
    for (const line of open.values()) {
      const actId = `end-${line.customerId}`;
      await desk.act(linePath(line), dora, { act: 'close-line', actId, reasons });
    }
  });
};
