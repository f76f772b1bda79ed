import { addSeconds, type BusinessDate, dateIn, type Instant } from '../../domain/calendar.ts';
import { formatFor } from '../../domain/contact/format.ts';
import type { LetterValues } from '../../domain/credit/letters/template.ts';
import type { Application, CreditTerms } from '../../domain/credit/types.ts';
import type { Applicant } from '../../ports/applications.ts';

/** Whoever a letter is for, as far as its words need it. */
export type Addressee = Pick<Applicant, 'name' | 'locale' | 'country' | 'zone'>;

/**
 * What the words of a letter are made of.
 *
 * @param until the moment at which what it asks for is over, if it asks for something.
 * @param on the day on which what it tells came about, if it tells what is so already.
 */
export const letterValues = (
  creditor: string,
  { applicationId, lineId, kind, currency }: Application,
  { name, locale, country, zone }: Addressee,
  {
    terms,
    until,
    on,
  }: {
    readonly terms?: CreditTerms | undefined;
    readonly until?: Instant;
    readonly on?: BusinessDate | undefined;
  },
): LetterValues => {
  const format = formatFor(locale, country, currency);
  return {
    creditor,
    name,
    // A review is known to nobody outside; its line is.
    reference: kind === 'review' ? (lineId ?? applicationId) : applicationId,
    limit: terms === undefined ? '' : format.moneyWithCode(terms.limitMinor),
    days: terms === undefined ? '' : format.count(terms.termsDays),
    // The last day that is whole: whoever answers on it is never too late.
    until: until === undefined ? '' : format.date(dateIn(zone, addSeconds(until, -86_400))),
    on: on === undefined ? '' : format.date(on),
  };
};
