import type { DomainData } from '../../../../events/catalogue.ts';
import { mostReasons } from '../../../../events/credit-parts.ts';
import type { Application, CreditTerms, PrincipalReason } from '../types.ts';

/** What a notice says when nothing that was decided says why. */
export const ownReasons = {
  limit: { code: 'figures-support-less', text: 'The figures known support no higher limit' },
  days: { code: 'terms-of-the-class', text: 'The risk does not allow longer terms' },
  silence: { code: 'not-decided-in-time', text: 'Nobody decided about the application in time' },
  unsent: { code: 'not-offered-in-time', text: 'The terms could not be offered in time' },
} as const satisfies Readonly<Record<string, PrincipalReason>>;

/** What a notice says of what was accepted and not put into force. */
export const setAsideReasons = {
  'other-currency': {
    code: 'line-in-another-currency',
    text: 'The present line of credit is in another currency',
  },
  'orders-held': {
    code: 'orders-in-another-currency',
    text: 'Orders still hold a part of the earlier line, which is in another currency',
  },
  superseded: {
    code: 'line-decided-since',
    text: 'The line of credit was decided about, or is looked at again, since the terms were approved',
  },
  'news-since': {
    code: 'known-otherwise-since',
    text: 'What is known of the applicant is not what the terms were decided on any more',
  },
} as const satisfies Readonly<
  Record<DomainData<'CreditApplicationSetAside'>['because'] | 'news-since', PrincipalReason>
>;

/**
 * Whether terms are less than was asked. A review asks for what there is, so that for it they are
 * less than the applicant has.
 */
export const isLess = (
  { askedMinor, askedDays }: Pick<Application, 'askedMinor' | 'askedDays'>,
  { limitMinor, termsDays }: CreditTerms,
): boolean => limitMinor < askedMinor || termsDays < askedDays;

/**
 * Why somebody gets less than they asked for, as a notice says it; undefined when they do not.
 *
 * @param known of whoever proposed the terms, or of the decision of policy.
 */
export const reasonsForLess = (
  state: Pick<Application, 'askedMinor' | 'askedDays'>,
  terms: CreditTerms,
  known: readonly PrincipalReason[],
): PrincipalReason[] | undefined => {
  if (!isLess(state, terms)) return undefined;
  if (known.length > 0) return known.slice(0, mostReasons);
  return [terms.limitMinor < state.askedMinor ? ownReasons.limit : ownReasons.days];
};

/** Why somebody gets nothing whom nobody with authority answered, as a notice says it. */
export const reasonsForSilence = (known: readonly PrincipalReason[]): PrincipalReason[] =>
  [ownReasons.silence, ...known].slice(0, mostReasons);

/** The member of a fact that has reasons, left out when there are none to tell. */
export const told = (
  reasons: readonly PrincipalReason[] | undefined,
): { readonly reasons?: PrincipalReason[] } =>
  reasons === undefined ? {} : { reasons: [...reasons] };
