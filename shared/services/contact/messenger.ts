import { currencyOf } from '../../domain/account.ts';
import { dateIn, type Instant } from '../../domain/calendar.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import {
  type Attempt,
  attemptedFact,
  attemptIdOf,
  deadlineOf,
  declinedFact,
  type Hash,
  maxTries,
  nextTryAt,
  type Outcome,
  outcomeFact,
} from '../../domain/contact/attempt.ts';
import { listedItems } from '../../domain/contact/content.ts';
import { undeliveredBecause } from '../../domain/contact/delivery.ts';
import { gate, gateRefusals } from '../../domain/contact/gate.ts';
import { type ContactMode, countedFor } from '../../domain/contact/mode.ts';
import { type PartyState, remember, viewOf } from '../../domain/contact/party.ts';
import { contentText, type Rendered, render } from '../../domain/contact/render.ts';
import type { ContactRules } from '../../domain/contact/rules.ts';
import type { Creditor } from '../../domain/contact/settings.ts';
import type { TemplateCatalogue } from '../../domain/contact/template.ts';
import type { GateAnswer, RecentContact } from '../../domain/contact/types.ts';
import { addressesOf, addressHashOf, phoneHashOf } from '../../domain/contact/wishes.ts';
import { InvariantError, invariant } from '../../domain/errors.ts';
import { sumMinor } from '../../domain/money.ts';
import type {
  EmailSender,
  MessageArchive,
  MessageOutcome,
  Messenger,
  Party,
  PartyStore,
  SendResult,
  StepMessage,
  StoredParty,
  TextSender,
} from '../../ports/contact.ts';
import { type Allowance, type AllowanceDeps, createAllowance } from './allowance.ts';
import { PartyContended, settle, settleLoaded, zoneOf } from './outcome.ts';

/** Refusals of the messenger itself, beside those of the gate. */
export const messengerRefusals = { nothingToPay: 'nothing-to-pay' } as const;

/** Steps of a strategy collect; receipts and answers will have purposes of their own. */
const purpose = 'collection';

/** More than the accounts of one party that can come due in the same second. */
const maxRounds = 8;

export type MessengerDeps = AllowanceDeps & {
  readonly store: PartyStore;
  readonly archive: MessageArchive;
  readonly email: EmailSender;
  readonly text: TextSender;
  readonly rules: ContactRules;
  readonly templates: TemplateCatalogue;
  readonly creditor: Creditor;
  /** The link that ends such messages to the party of an attempt; undefined without a secret. */
  readonly unsubscribeUrl: (attemptId: string) => Promise<string | undefined>;
  /** How a party with this profile is contacted. */
  readonly modeFor: (profile: Party | undefined) => ContactMode;
  /** SHA-256 as 64 hexadecimal digits. */
  readonly hash: Hash;
};

type Loaded = Awaited<ReturnType<PartyStore['load']>>;

/** Where the body of a message is kept: by party, so that erasing one is deleting one prefix. */
export const archiveKeyOf = (partyId: string, contentHash: string, hash: Hash): string =>
  `parties/${hash(partyId).slice(0, 32)}/${contentHash}.json`;

const keyOf = ({
  partyId,
  accountId,
  caseId,
  stage,
  step,
  anchorOn,
  again,
  channel,
}: StepMessage) => ({
  partyId,
  accountId,
  caseId,
  stage,
  step,
  anchorOn,
  ...(again === undefined ? {} : { again }),
  channel,
});

/** `again`: look at the party once more, because somebody else moved it or the next try is due. */
type Round = MessageOutcome | 'again';

/** What a try that the gate allows is made with. */
type Try = {
  readonly tryNumber: number;
  readonly attemptId: string;
  readonly mode: ContactMode;
  readonly allowedBy: readonly string[];
};

/**
 * The party with the digests of the addresses that it has now: a snapshot that was written before
 * there were digests, or rebuilt from the journal, has none.
 */
const withAddresses = (
  { partyId, state }: StoredParty,
  profile: Party | undefined,
  hash: Hash,
): PartyState =>
  profile === undefined || state.known === undefined
    ? state
    : { ...state, known: { ...state.known, addresses: addressesOf(partyId, profile, hash) } };

/** What an attempt that was found says to whoever asks for its step. */
const answerOf = (attempt: Attempt, now: StepMessage['now']): Round => {
  const { attemptId, outcome } = attempt;
  switch (outcome.kind) {
    case 'sent': {
      const reason = undeliveredBecause(attempt.delivery);
      return reason === undefined
        ? { outcome: 'sent', attemptId }
        : { outcome: 'failed', attemptId, reason };
    }
    case 'simulated':
    case 'unknown':
      return { outcome: outcome.kind, attemptId };
    case 'none':
      return { outcome: 'pending', attemptId, until: deadlineOf(attempt) };
    case 'failed': {
      const until = nextTryAt(attempt);
      if (until === undefined) {
        const reason = outcome.optedOut === true ? gateRefusals.optedOut : outcome.error;
        return { outcome: 'failed', attemptId, reason };
      }
      return until > now
        ? { outcome: 'deferred', attemptId, until, reason: outcome.error }
        : 'again';
    }
  }
};

/**
 * Sends the messages of steps, each at most once: the attempt is in the journal before the
 * provider hears of it, and an attempt without an outcome is never sent again. The order of the
 * calls is the design; see docs/architecture.md, "Sending".
 */
export const createMessenger = (deps: MessengerDeps): Messenger => {
  const { store, archive, rules, templates, creditor, hash } = deps;
  const allowanceOf = createAllowance(deps);

  const gated = (
    message: StepMessage,
    { stored, profile }: Loaded,
    mode: ContactMode,
  ): GateAnswer => {
    const { openMinor, unappliedMinor } = message.totals;
    const nothing = message.asked === undefined || message.items.length === 0;
    if (nothing || openMinor - unappliedMinor <= 0) {
      return { answer: 'no', rule: messengerRefusals.nothingToPay };
    }
    const { channel, accountId, now } = message;
    const known = viewOf(stored.partyId, withAddresses(stored, profile, hash));
    const view = known && { ...known, recent: countedFor(mode, known.recent) };
    const courtesy = message.stage === 'preventive';
    const answer = gate({ channel, accountId, purpose, courtesy }, view, rules, now);
    // The snapshot may still list a channel when the personal data has just been erased.
    return answer.answer === 'yes' && addressOf(profile, channel) === undefined
      ? { answer: 'no', rule: gateRefusals.noAddress }
      : answer;
  };

  const decline = async (
    message: StepMessage,
    stored: StoredParty,
    attemptId: string,
    answer: Exclude<GateAnswer, { answer: 'yes' }>,
  ): Promise<Round> => {
    const fact = declinedFact({ ...keyOf(message), attemptId }, answer);
    const committed = await store.commit({
      stored,
      facts: [fact],
      effectiveOn: dateIn(zoneOf(stored), message.now),
      cause: message.cause,
      state: stored.state,
      // Asked again, the gate gives the same answer: the journal hears of it when it changes.
      decision: `declined#${hash(canonicalJson(fact))}`,
    });
    if (committed === 'conflict') return 'again';
    return answer.answer === 'no'
      ? { outcome: 'refused', reason: answer.rule }
      : { outcome: 'deferred', until: answer.until, reason: answer.rule };
  };

  const handOver = (
    attempt: Attempt,
    rendered: Rendered,
    to: string,
    unsubscribeUrl: string | undefined,
  ): Promise<SendResult> =>
    rendered.channel === 'email'
      ? deps.email.send({
          attemptId: attempt.attemptId,
          accountHash: hash(attempt.accountId).slice(0, 32),
          to,
          subject: rendered.subject,
          html: rendered.html,
          text: rendered.text,
          unsubscribeUrl,
        })
      : deps.text.send({ attemptId: attempt.attemptId, to, text: rendered.text });

  const send = async (
    message: StepMessage,
    { stored, profile }: Loaded,
    { tryNumber, attemptId, mode, allowedBy }: Try,
    allowance: Allowance,
  ): Promise<Round> => {
    const to = addressOf(profile, message.channel);
    if (profile === undefined || to === undefined)
      throw new InvariantError('the gate saw no address');
    const today = dateIn(zoneOf(stored), message.now);
    const rendered = render(templates, message.template, message, profile, creditor, today);
    invariant(
      rendered.channel === message.channel,
      `template ${message.template} writes ${rendered.channel}, the step asks for ${message.channel}`,
    );
    const body = contentText(rendered);
    const contentHash = hash(body);
    await archive.put(archiveKeyOf(stored.partyId, contentHash, hash), body, 'application/json');

    // A courtesy can be declined; a message about what is overdue asserts a debt.
    const unsubscribeUrl =
      message.stage === 'preventive' ? await deps.unsubscribeUrl(attemptId) : undefined;

    // Asked last: what people stop, or the day has no room for, is not begun.
    const waits = await allowance(attemptId, mode);
    if (waits !== undefined) return { outcome: 'deferred', ...waits };

    const { now, channel, accountId, cause } = message;
    const isReal = mode === 'live';
    const attempt: Attempt = {
      ...keyOf(message),
      attemptId,
      tryNumber,
      at: now,
      addressHash: addressHashOf(stored.partyId, channel, to, hash),
      outcome: isReal ? { kind: 'none' } : { kind: 'simulated' },
    };
    const contact: RecentContact = { attemptId, at: now, channel, accountId };
    const listed = listedItems(message.items);
    const begun = await store.commit({
      stored,
      facts: [
        attemptedFact(attempt, {
          template: rendered.template,
          templateVersion: rendered.templateVersion,
          locale: profile.locale,
          invoiceNumbers: [...new Set(listed.map((item) => item.invoiceNumber))],
          amountMinor: sumMinor(listed.map((item) => item.openMinor)),
          currency: currencyOf(accountId),
          contentHash,
          addressHash: attempt.addressHash,
          rules: [...allowedBy],
        }),
        ...(isReal ? [] : [outcomeFact(attempt, { kind: 'simulated' })]),
      ],
      effectiveOn: today,
      cause,
      state: remember(stored.state, isReal ? contact : { ...contact, simulated: true }, now),
      attempt,
      lookups:
        isReal && channel === 'sms' ? [{ kind: 'phone', phoneHash: phoneHashOf(to, hash) }] : [],
    });
    // Another contact of the party came first, and may have used up what the gate allowed.
    if (begun === 'conflict' || begun === 'duplicate') return 'again';
    if (!isReal) return { outcome: 'simulated', attemptId };

    const result = await handOver(attempt, rendered, to, unsubscribeUrl);
    if (result.result === 'ambiguous') {
      return { outcome: 'pending', attemptId, until: deadlineOf(attempt) };
    }
    const outcome: Exclude<Outcome, { kind: 'none' }> =
      result.result === 'accepted'
        ? { kind: 'sent', providerMessageId: result.providerMessageId }
        : {
            kind: 'failed',
            error: result.error,
            final: !result.transient || tryNumber >= maxTries,
            at: now,
            ...(result.optedOut === true ? { optedOut: true } : {}),
          };
    const settled = await settleLoaded(store, begun, attempt, outcome, cause, now);
    const recorded =
      settled === 'conflict' ? await settle(store, attempt, outcome, cause, now) : settled;
    return answerOf(recorded ?? { ...attempt, outcome }, now);
  };

  /** One look at the party, and whatever follows from it. */
  const performOnce = async (message: StepMessage, allowance: Allowance): Promise<Round> => {
    const key = keyOf(message);
    let tryNumber = 1;
    let attemptId = attemptIdOf(key, tryNumber, hash);
    const loaded = await store.load(message.partyId, attemptId);
    for (let { attempt } = loaded; attempt !== undefined; ) {
      if (attempt.outcome.kind === 'none' && deadlineOf(attempt) <= message.now) {
        const late = await settle(store, attempt, { kind: 'unknown' }, message.cause, message.now);
        return late === undefined ? 'again' : answerOf(late, message.now);
      }
      const answer = answerOf(attempt, message.now);
      if (answer !== 'again') return answer;
      tryNumber += 1;
      attemptId = attemptIdOf(key, tryNumber, hash);
      attempt = await store.attempt(attemptId);
    }
    // A step that was begun for real ends for real; only one that was not can be simulated.
    const mode = message.mode === 'live' ? deps.modeFor(loaded.profile) : message.mode;
    if (mode === 'shadow') {
      attemptId = attemptIdOf(key, tryNumber, hash, mode);
      const simulated = await store.attempt(attemptId);
      if (simulated !== undefined) return answerOf(simulated, message.now);
    }
    const answer = gated(message, loaded, mode);
    return answer.answer === 'yes'
      ? send(message, loaded, { tryNumber, attemptId, mode, allowedBy: answer.rules }, allowance)
      : decline(message, loaded.stored, attemptId, answer);
  };

  return {
    perform: async (message) => {
      const allowance = allowanceOf(message);
      for (let round = 0; round < maxRounds; round += 1) {
        const outcome = await performOnce(message, allowance);
        if (outcome !== 'again') return outcome;
      }
      throw new PartyContended(`party of case ${message.caseId} is contended`);
    },

    settleOverdue: async ({ partyId, caseId, cause, now }) => {
      const { state } = await store.loadParty(partyId);
      let lookAgainAt: Instant | undefined;
      for (const { attemptId } of state.recent) {
        const attempt = await store.attempt(attemptId);
        if (attempt?.caseId !== caseId || attempt.outcome.kind !== 'none') continue;
        const deadline = deadlineOf(attempt);
        if (deadline <= now) await settle(store, attempt, { kind: 'unknown' }, cause, now);
        else if (lookAgainAt === undefined || deadline < lookAgainAt) lookAgainAt = deadline;
      }
      return lookAgainAt;
    },
  };
};

const addressOf = (profile: Party | undefined, channel: StepMessage['channel']) =>
  channel === 'email' ? profile?.email : profile?.phone;
