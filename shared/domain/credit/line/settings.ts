import * as z from 'zod';

const percent = z.int().min(1).max(100);
const days = z.int().min(1).max(366);

/** The part of an environment's configuration that says how lines of credit are watched. */
export const creditLineSettings = z
  .object({
    /** Currencies that are invoiced in: accounts in these are counted from their first entry on. */
    currencies: z
      .array(z.string().regex(/^[A-Z]{3}$/))
      .min(1)
      .max(10),
    warnPercent: percent,
    /** Below this the next warning is a new one. */
    calmPercent: percent,
    /** After so many days without an invoice an order holds nothing any more. */
    reservationDays: days,
    /** A rate counts for so many days. */
    rateDays: days,
    /** A published rate that is further from those before it waits for a person to confirm it. */
    rateMovePercent: z.int().min(1).max(1000),
    /** A review that runs longer is told. */
    reviewGraceDays: days,
    /** What holds the orders of a line by itself, beside its limit. */
    holdFor: z.array(z.enum(['past-due', 'insolvency', 'review-overdue', 'written-off'])),
    /** What is past due for more days than these holds the orders of its line. */
    pastDueDays: days,
    /** What begins a review of a line beside its day and a person. */
    reviewFor: z.array(
      z.enum(['broken-promise', 'returned-payment', 'bureau-alert', 'written-off']),
    ),
  })
  .refine(({ calmPercent, warnPercent }) => calmPercent <= warnPercent, {
    message: 'expected calmPercent to be at most warnPercent',
    path: ['calmPercent'],
  });

export type CreditLineSettings = z.infer<typeof creditLineSettings>;
