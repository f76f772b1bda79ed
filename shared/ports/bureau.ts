import type { BusinessDate } from '../domain/calendar.ts';
import type { ApplicantKind } from '../domain/credit/tax-id.ts';

/** One question about one applicant. Personal data: never logged. */
export type BureauQuery = {
  /** The same for every try of one question, so that a bureau can tell that it is one. */
  readonly requestId: string;
  readonly country: string;
  readonly kind: ApplicantKind;
  /** Checked, upper case letters and digits only. */
  readonly taxId: string;
  readonly name: string;
  /** Of the amounts that the answer is to name. */
  readonly currency: string;
  readonly on: BusinessDate;
};

/**
 * What a bureau answered, or why it did not. `record` is what it says in our words, not checked
 * yet; `raw` is the answer as it came, for people. `refused` means that another try is in vain.
 */
export type BureauAnswer =
  | { readonly answer: 'record'; readonly record: unknown; readonly raw: string }
  | { readonly answer: 'no-record'; readonly raw: string }
  | { readonly answer: 'garbage'; readonly problems: readonly string[]; readonly raw: string }
  | { readonly answer: 'timed-out' }
  | { readonly answer: 'unavailable'; readonly error: string; readonly refused: boolean };

/** A credit bureau. Never throws for what the bureau or the way to it does. */
export type Bureau = {
  readonly ask: (query: BureauQuery) => Promise<BureauAnswer>;
};
