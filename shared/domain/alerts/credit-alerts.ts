import type { DomainData, DomainName } from '../../../events/catalogue.ts';
import { dateIn, type Instant } from '../calendar.ts';
import { rateRefusals } from '../credit/rates.ts';
import { inMajor } from '../money.ts';
import { type Alert, alert, type Recording } from './alert.ts';

/** What a bureau that does not answer, or not in its own words, looks like. */
const down: ReadonlySet<string> = new Set(['timed-out', 'unavailable', 'invalid']);

const classes: readonly DomainData<'CreditLineActivated'>['riskClass'][] = [
  'low',
  'medium',
  'high',
];

/** Rules that hold an order because nobody knows what it, or what is owed, comes to. */
const unpriced: ReadonlySet<string> = new Set([rateRefusals.unknown, rateRefusals.stale]);

type Used = Pick<DomainData<'CreditUsageWarned'>, 'exposureMinor' | 'limitMinor' | 'currency'>;
const used = ({ exposureMinor, limitMinor, currency }: Used): string =>
  `${inMajor(exposureMinor, currency)} of its limit of ${inMajor(limitMinor, currency)}`;
const figures = ({ exposureMinor, limitMinor, currency }: Used) => ({
  exposureMinor,
  limitMinor,
  currency,
});

const undelivered: Readonly<Partial<Record<DomainData<'CreditOfferSent'>['outcome'], string>>> = {
  failed: 'the provider refused it for good',
  'no-address': 'there is no address to send it to',
};

/** A letter about credit that reached nobody; what it says is for a person to say. */
const letterAlert = (
  applicationId: string,
  letter: string,
  outcome: DomainData<'CreditOfferSent'>['outcome'],
  otherwise: string,
): Alert | undefined => {
  const why = undelivered[outcome];
  return why === undefined
    ? undefined
    : alert(
        'credit-letter-undelivered',
        undefined,
        `${applicationId}/${letter}`,
        `The letter (${letter}) of application ${applicationId} reached nobody: ${why}. ${otherwise}`,
        { applicationId, letter, outcome },
      );
};

/** Alerts of the credit side. Those of a line are told once for each time that it is used so far. */
export const creditAlerts: {
  readonly [N in DomainName]?: (data: DomainData<N>, recording: Recording) => Alert | undefined;
} = {
  CreditUsageWarned: (data) =>
    alert(
      'credit-usage-high',
      undefined,
      `${data.lineId}/${data.episode}`,
      `The credit line ${data.lineId} uses ${used(data)}.`,
      { lineId: data.lineId, ...figures(data) },
    ),
  CreditLimitExceeded: (data) =>
    alert(
      'credit-limit-exceeded',
      undefined,
      `${data.lineId}/${data.episode}`,
      `The credit line ${data.lineId} uses ${used(data)}. New orders are held until it uses less.`,
      { lineId: data.lineId, ...figures(data) },
    ),
  CreditLineChanged: (
    { lineId, riskClass, previousClass, grade, applicationId },
    { recordedAt },
  ) =>
    previousClass === undefined || classes.indexOf(previousClass) >= classes.indexOf(riskClass)
      ? undefined
      : alert(
          'credit-risk-rising',
          undefined,
          `${lineId}/${applicationId ?? recordedAt}`,
          `The risk of the credit line ${lineId} rose from ${previousClass} to ${riskClass}, grade ${grade}.`,
          { lineId, riskClass, previousClass, grade },
        ),
  CreditReviewOverdue: ({ lineId, applicationId, dueOn }) =>
    alert(
      'credit-review-overdue',
      undefined,
      applicationId,
      `The review of the credit line ${lineId} that was due on ${dueOn} is not concluded. Its limit stands as it was.`,
      { lineId, applicationId, dueOn },
    ),
  CreditOrderHeld: ({ lineId, orderId, currency, because }, { recordedAt }) => {
    const rule = because.find((each) => unpriced.has(each));
    if (rule === undefined) return undefined;
    // One a day for each currency: until a rate is published every such order meets it.
    const on = dateIn('UTC', recordedAt as Instant);
    return alert(
      'credit-rate-missing',
      undefined,
      `${currency}/${on}`,
      `Order ${orderId} of the credit line ${lineId} in ${currency} is held because a rate of exchange is missing or too old (${rule}). Orders like it are held until one is published.`,
      { lineId, orderId, currency, rule },
    );
  },
  CreditDataGathered: ({ applicationId, sources }, { recordedAt }) => {
    const silent = sources.find(({ source, status }) => source === 'bureau' && down.has(status));
    if (silent === undefined) return undefined;
    const { provider = 'bureau', status } = silent;
    // One a day for each bureau: while it is down every application meets it.
    const on = dateIn('UTC', recordedAt as Instant);
    return alert(
      'bureau-down',
      undefined,
      `${provider}/${on}`,
      `The bureau ${provider} gave no usable answer (${status}), first for application ${applicationId}. Credit is decided without it, and people decide more.`,
      { provider, status, applicationId },
    );
  },
  CreditOfferSent: ({ applicationId, outcome }) =>
    letterAlert(
      applicationId,
      'offer',
      outcome,
      'Without its link nobody can accept, and the offer runs out.',
    ),
  CreditQuestionSent: ({ applicationId, letter, outcome }) =>
    letterAlert(
      applicationId,
      letter,
      outcome,
      'Tell the applicant what is asked, or the application ends.',
    ),
  AdverseNoticeSent: ({ applicationId, about, outcome }) =>
    letterAlert(
      applicationId,
      about,
      outcome,
      'The applicant does not know of the decision and its reasons.',
    ),
  CreditApplicationSetAside: ({ applicationId, lineId, because }) =>
    alert(
      'credit-application-set-aside',
      undefined,
      applicationId,
      `What was accepted as ${applicationId} was not put into force (${because}): the credit line ${lineId} stands as it was. The applicant is told, and has to apply again.`,
      { applicationId, lineId, because },
    ),
  CreditReferralEscalated: ({ applicationId, fromRole, toRole, because, dueAt }) =>
    because === 'unanswered'
      ? alert(
          'referral-overdue',
          undefined,
          // One for each authority that did not answer, and each reminder of the last.
          `${applicationId}/${dueAt}`,
          `Nobody decided application ${applicationId} in time (${fromRole}). It waits for ${toRole} until ${dueAt}.`,
          { applicationId, fromRole, toRole, dueAt },
        )
      : undefined,
};
