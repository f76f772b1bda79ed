import type { DomainData, DomainFact } from '../../../events/catalogue.ts';
import { addSeconds, type BusinessDate, type Instant } from '../calendar.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { ContactMode } from './mode.ts';
import type { Channel } from './types.ts';

/** The step that an attempt belongs to; the key of everything that is done at most once. */
export type StepKey = {
  readonly partyId: string;
  readonly accountId: string;
  readonly caseId: string;
  readonly stage: DomainData<'ContactSent'>['stage'];
  readonly step: string;
  readonly anchorOn: BusinessDate;
  /** The how-manieth time the step is done once more, which is another message. */
  readonly again?: number | undefined;
  readonly channel: Channel;
};

/** How an attempt ended. `none` until the provider, its event or the clock says so. */
export type Outcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'sent'; readonly providerMessageId: string }
  /** Handed to nobody, on purpose. */
  | { readonly kind: 'simulated' }
  | {
      readonly kind: 'failed';
      readonly error: string;
      readonly final: boolean;
      readonly at: Instant;
      /** The recipient refuses messages of this channel, says the provider. */
      readonly optedOut?: true | undefined;
    }
  | { readonly kind: 'unknown' };

/** What became of a message after its provider took it. */
export type Delivery =
  | { readonly kind: 'delayed'; readonly reason: string }
  | { readonly kind: 'delivered'; readonly at: Instant }
  | {
      readonly kind: 'bounced';
      readonly bounceType: 'permanent' | 'transient' | 'undetermined';
      readonly reason: string;
    }
  /** The provider took it and then found that it would not or could not hand it on. */
  | {
      readonly kind: 'rejected';
      readonly reason: string;
      /** The recipient refuses messages of this channel, says whoever carries them. */
      readonly optedOut?: true | undefined;
    }
  | { readonly kind: 'complained'; readonly reason: string };

/** One try of one step, without personal data. */
export type Attempt = StepKey & {
  readonly attemptId: string;
  /** From 1. */
  readonly tryNumber: number;
  /** When it was about to be sent. */
  readonly at: Instant;
  readonly outcome: Outcome;
  /** Which address of the party it went to. */
  readonly addressHash?: string | undefined;
  /** What the provider reported of it after it was sent. */
  readonly delivery?: Delivery | undefined;
};

export type Hash = (text: string) => string;

/**
 * The same step and try give the same id for ever; 32 characters, as tags of providers allow. What
 * is simulated has ids of its own, so that it never stands for a message that left.
 */
export const attemptIdOf = (
  key: Pick<StepKey, 'caseId' | 'step' | 'anchorOn' | 'again' | 'channel'>,
  tryNumber: number,
  hash: Hash,
  mode: ContactMode = 'live',
): string => {
  const again = key.again === undefined ? [] : [`again${key.again}`];
  const named = [key.caseId, key.step, key.anchorOn, key.channel, tryNumber, ...again];
  return hash(canonicalJson(mode === 'live' ? named : [...named, mode])).slice(0, 32);
};

/** The fields that every event of an attempt repeats. */
export const contactOf = (attempt: StepKey & { readonly attemptId: string }) => ({
  attemptId: attempt.attemptId,
  partyId: attempt.partyId,
  accountId: attempt.accountId,
  caseId: attempt.caseId,
  stage: attempt.stage,
  step: attempt.step,
  anchorOn: attempt.anchorOn,
  ...(attempt.again === undefined ? {} : { again: attempt.again }),
  channel: attempt.channel,
});

/** A provider's event takes seconds as a rule; what is not settled after an hour is an alert. */
const outcomeDeadlineSeconds = 3600;

export const deadlineOf = (attempt: Attempt): Instant =>
  addSeconds(attempt.at, outcomeDeadlineSeconds);

/**
 * Minutes from a refusal that may pass to the next try: a burst is over after the first, a daily
 * quota is renewed within the last. After these the step has failed.
 */
const patienceMinutes = [15, 60, 240, 720];

export const maxTries = patienceMinutes.length + 1;

/**
 * When the next try of a failed attempt is due; undefined when there is none. A part of the wait
 * comes from the attempt's own id, so that a crowd that was throttled together does not return
 * together.
 */
export const nextTryAt = (attempt: Attempt): Instant | undefined => {
  if (attempt.outcome.kind !== 'failed' || attempt.outcome.final) return undefined;
  const minutes = patienceMinutes[attempt.tryNumber - 1];
  if (minutes === undefined) return undefined;
  const share = Number.parseInt(attempt.attemptId.slice(0, 4), 16) / 0x10000;
  return addSeconds(attempt.outcome.at, Math.round(minutes * 60 * (1 + share / 2)));
};

/** What the journal says of a contact that the gate did not allow. */
export const declinedFact = (
  key: StepKey & { readonly attemptId: string },
  answer:
    | { readonly answer: 'no'; readonly rule: string }
    | { readonly answer: 'later'; readonly until: Instant; readonly rule: string },
): DomainFact =>
  answer.answer === 'no'
    ? { type: 'ContactRefused', data: { ...contactOf(key), rule: answer.rule } }
    : {
        type: 'ContactDeferred',
        data: { ...contactOf(key), until: answer.until, rule: answer.rule },
      };

/** What the journal says of an outcome, in the event that each kind has. */
export const outcomeFact = (
  attempt: Attempt,
  outcome: Exclude<Outcome, { kind: 'none' }>,
): DomainFact => {
  const contact = contactOf(attempt);
  switch (outcome.kind) {
    case 'sent':
      return {
        type: 'ContactSent',
        data: { ...contact, providerMessageId: outcome.providerMessageId },
      };
    case 'failed':
      return {
        type: 'ContactFailed',
        data: {
          ...contact,
          error: outcome.error,
          final: outcome.final,
          ...(outcome.optedOut === true ? { optedOut: true } : {}),
        },
      };
    case 'simulated':
      return { type: 'ContactSimulated', data: contact };
    case 'unknown':
      return { type: 'ContactOutcomeUnknown', data: contact };
  }
};

export type AttemptedContent = Pick<
  DomainData<'ContactAttempted'>,
  | 'template'
  | 'templateVersion'
  | 'locale'
  | 'invoiceNumbers'
  | 'amountMinor'
  | 'currency'
  | 'contentHash'
  | 'addressHash'
  | 'rules'
>;

export const attemptedFact = (attempt: Attempt, content: AttemptedContent): DomainFact => ({
  type: 'ContactAttempted',
  data: {
    ...contactOf(attempt),
    ...content,
    ...(attempt.outcome.kind === 'simulated' ? { mode: 'shadow' } : {}),
  },
});

/**
 * Whether what is reported now may replace what is recorded. What a provider says it sent stands
 * above everything; a deadline or a refusal only fills a gap. Of a simulation nothing is reported.
 */
export const supersedes = (
  reported: Exclude<Outcome, { kind: 'none' }>,
  recorded: Outcome,
): boolean =>
  recorded.kind === 'none' ||
  (reported.kind === 'sent' && recorded.kind !== 'sent' && recorded.kind !== 'simulated');
