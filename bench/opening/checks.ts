import type { Opening } from '../../book/opening/opening.ts';
import type { RunRecord } from '../../book/run/record.ts';
import { addDays, type BusinessDate, daysBetween } from '../../shared/domain/calendar.ts';

/** A promise about a legacy book, and what breaks it; the first few when there are many. */
export type Check = { readonly promise: string; readonly broken: readonly string[] };

export type Expected = {
  readonly opening: Opening;
  /** The day on which it came in, and over how many days it is first chased. */
  readonly arrivesOn: BusinessDate;
  readonly spreadDays: number;
  readonly dailyCap: number;
  /** Least days between two stages, and the hours and days of the contact rules. */
  readonly minDaysInStage: number;
  readonly opensAt: string;
  readonly closesAt: string;
};

type Message = { readonly customerId: string; readonly at: number };

const harder = ['preventive', 'administrative', 'extrajudicial', 'judicial'];

/** The wall clock of a zone, read without any help from the product. */
const wallClocks = new Map<string, Intl.DateTimeFormat>();
const wallOf = (zone: string, at: number): { day: string; weekday: string; time: string } => {
  const clock =
    wallClocks.get(zone) ??
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
  wallClocks.set(zone, clock);
  const part = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    day: `${part['year']}-${part['month']}-${part['day']}`,
    weekday: String(part['weekday']),
    time: `${part['hour']}:${part['minute']}:${part['second']}`,
  };
};

const customerOfAddress = (to: readonly string[]): string =>
  (to[0] ?? '').replace(/@.*$/, '').toUpperCase();

const accountOf = (streamId: string): string => streamId.replace(/^\w+#/, '').split('|')[0] ?? '';

/** Days on which messages left, with their number. */
export const messagesByDay = ({
  outbox,
}: Pick<RunRecord, 'outbox'>): ReadonlyMap<string, number> => {
  const days = outbox.map(({ at }) => new Date(at).toISOString().slice(0, 10)).sort();
  return new Map([...Map.groupBy(days, (day) => day)].map(([day, all]) => [day, all.length]));
};

/** Holds what a run left behind against what was promised, figures taken from the book itself. */
export const checksOf = (record: RunRecord, expected: Expected): readonly Check[] => {
  const { opening, arrivesOn, spreadDays, dailyCap, minDaysInStage, opensAt, closesAt } = expected;
  const zoneOf = new Map(opening.customers.map(({ customerId, zone }) => [customerId, zone]));
  const sent: Message[] = record.outbox.map(({ to, at }) => ({
    customerId: customerOfAddress(to),
    at,
  }));
  const local = ({ customerId, at }: Message) => wallOf(zoneOf.get(customerId) ?? 'UTC', at);
  const byDay = messagesByDay(record);

  const posted = record.journal.filter(({ type }) => type === 'InvoicePosted');
  const chaseFrom = new Map<string, string>();
  const wrongDays: string[] = [];
  let postedMinor = 0;
  for (const { streamId, data, effectiveOn } of posted) {
    const { openingBalance, totalMinor } = data as {
      openingBalance?: { on: string; chaseFrom: string };
      totalMinor: number;
    };
    postedMinor += totalMinor;
    const from = openingBalance?.chaseFrom ?? '';
    chaseFrom.set(accountOf(streamId), from);
    const inSpread = from > arrivesOn && from <= addDays(arrivesOn, spreadDays);
    if (!inSpread || effectiveOn !== opening.on)
      wrongDays.push(`${streamId} ${effectiveOn} ${from}`);
  }
  const firstOf = new Map<string, Message>();
  for (const message of sent) {
    const first = firstOf.get(message.customerId);
    if (first === undefined || message.at < first.at) firstOf.set(message.customerId, message);
  }
  const overdue = new Set(
    opening.invoices
      .filter(({ dueOn = '', customerId }) => dueOn < (chaseFrom.get(customerId) ?? ''))
      .map(({ customerId }) => customerId),
  );

  const attempts = record.journal.filter(({ type }) => type === 'ContactAttempted');
  const stagesOf = Map.groupBy(
    record.journal.filter(({ type }) => type === 'CaseStageEntered'),
    ({ streamId }) => streamId,
  );
  const outOfOrder: string[] = [];
  for (const [streamId, entered] of stagesOf) {
    entered.forEach(({ data, effectiveOn }, index) => {
      const at = harder.indexOf((data as { stage: string }).stage);
      const before = entered[index - 1];
      // The first is administrative; each one after is the next, a least stay later.
      const wrong =
        before === undefined
          ? at !== 1
          : at !== index + 1 || daysBetween(before.effectiveOn, effectiveOn) < minDaysInStage;
      if (wrong) outOfOrder.push(`${streamId} ${(data as { stage: string }).stage} ${effectiveOn}`);
    });
  }
  const firstStages = new Map<string, string>();
  for (const { data, recordedAt } of attempts.toSorted((a, b) =>
    a.recordedAt < b.recordedAt ? -1 : 1,
  )) {
    const { accountId, stage } = data as { accountId: string; stage: string };
    if (!firstStages.has(accountId)) firstStages.set(accountId, `${stage} ${recordedAt}`);
  }

  return [
    {
      promise: 'every invoice comes in once, with what is open of it',
      broken:
        posted.length === opening.invoices.length &&
        postedMinor === opening.invoices.reduce((sum, { totalMinor }) => sum + totalMinor, 0)
          ? []
          : [`${posted.length} of ${opening.invoices.length} invoices, ${postedMinor} in all`],
    },
    {
      promise:
        'it counts from the day of its balance and is chased on one of the days after it came',
      broken: wrongDays,
    },
    {
      promise: 'no message leaves on the day on which it comes in',
      broken: byDay.has(arrivesOn) ? [`${byDay.get(arrivesOn)} messages on ${arrivesOn}`] : [],
    },
    {
      promise: `no day has more messages than the cap of ${dailyCap}`,
      broken: [...byDay]
        .filter(([, count]) => count > dailyCap)
        .map(([day, count]) => `${day} ${count}`),
    },
    {
      promise: 'no message leaves outside the hours and days of its customer',
      broken: sent.flatMap((message) => {
        const { weekday, time } = local(message);
        const outside = ['Sat', 'Sun'].includes(weekday) || time < opensAt || time >= closesAt;
        return outside ? [`${message.customerId} ${weekday} ${time}`] : [];
      }),
    },
    {
      promise:
        'nobody hears of it before the first day of the account, which only who is late then does',
      broken: [...firstOf.values()].flatMap((message) => {
        const { day } = local(message);
        const from = chaseFrom.get(message.customerId) ?? '';
        return day < from || !overdue.has(message.customerId)
          ? [`${message.customerId} ${day}`]
          : [];
      }),
    },
    {
      promise: 'everybody who is late then gets a message',
      broken: [...overdue].filter((customerId) => !firstOf.has(customerId)),
    },
    {
      promise: 'the first message of an account is one notice of the administrative stage',
      broken: [...firstStages]
        .filter(([, stage]) => !stage.startsWith('administrative '))
        .map(String),
    },
    {
      promise: `stages are entered in order, each at least ${minDaysInStage} days after the one before`,
      broken: outOfOrder,
    },
  ];
};

/** Accounts by the stage that they reached. */
export const stagesReached = ({ journal }: RunRecord): Readonly<Record<string, number>> => {
  const reached = new Map<string, string>();
  for (const { type, streamId, data } of journal) {
    if (type === 'CaseStageEntered') reached.set(streamId, (data as { stage: string }).stage);
  }
  const counts = Map.groupBy(reached.values(), (stage) => stage);
  return Object.fromEntries(
    harder.flatMap((stage) => {
      const count = counts.get(stage)?.length;
      return count === undefined ? [] : [[stage, count]];
    }),
  );
};
