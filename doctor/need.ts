/** What the busiest hour of a month asks of the account. */
export type Need = {
  readonly concurrency: number;
  readonly startsPerSecond: number;
  readonly transitionsPerSecond: number;
  readonly putEventsPerSecond: number;
  readonly deliveriesPerSecond: number;
  readonly openExecutions: number;
};

/**
 * Counts of one invoice with a case, rounded up from a book of which a third pays late: a case
 * that is settled after one reminder takes 8 transitions, a step more takes 4.
 */
const perInvoice = {
  starts: 1,
  transitions: 16,
  putEvents: 10,
  deliveries: 16,
  invocations: 30,
  /** A case is open from some days before the due date until it is paid. */
  openDays: 45,
} as const;

/**
 * Due dates crowd at the end of a month and messages in the contact window: a fifth of the month
 * falls on its busiest day, and a tenth of that day into its busiest hour.
 */
const busiestHour = 0.2 * 0.1;

const secondsPerInvocation = 0.25;

/** Lambda keeps this much for functions without a reservation; a new account has only ten. */
const leastConcurrency = 100;

/** @param invoices of one month. */
export const needOf = (invoices: number, stepsConcurrency: number): Need => {
  const perSecond = (count: number): number => (invoices * busiestHour * count) / 3600;
  return {
    concurrency: Math.max(
      leastConcurrency * 0.7,
      stepsConcurrency + perSecond(perInvoice.invocations) * secondsPerInvocation,
    ),
    startsPerSecond: perSecond(perInvoice.starts),
    transitionsPerSecond: perSecond(perInvoice.transitions),
    putEventsPerSecond: perSecond(perInvoice.putEvents),
    deliveriesPerSecond: perSecond(perInvoice.deliveries),
    openExecutions: (invoices / 30) * perInvoice.openDays,
  };
};
