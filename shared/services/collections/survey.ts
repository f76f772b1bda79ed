import { customerOf } from '../../domain/account.ts';
import { createDesk } from '../../domain/collections/desk.ts';
import { isTooShort, positionOf } from '../../domain/collections/position.ts';
import type { Strategy } from '../../domain/collections/strategy.ts';
import type { AccountPosition, Desk, StepKey } from '../../domain/collections/types.ts';
import { attemptIdOf, type Hash, maxTries } from '../../domain/contact/attempt.ts';
import { type ContactMode, modeOf, type SendingMode } from '../../domain/contact/mode.ts';
import type { ContactRules } from '../../domain/contact/rules.ts';
import type { Channel, ContactView, RecentContact } from '../../domain/contact/types.ts';
import { together } from '../../domain/together.ts';
import type { PartyReader } from '../../ports/contact.ts';
import type { LedgerReader, Position } from '../../ports/ledger.ts';

/** What collections reads besides its own case before it decides anything. */
export type SurveyDeps = {
  readonly ledger: Pick<LedgerReader, 'position'>;
  readonly parties: PartyReader;
  readonly contactRules: ContactRules;
  readonly sending: SendingMode;
  readonly strategyOf: (name: string, version: number) => Strategy;
  /** The digest that names attempts. */
  readonly hash: Hash;
};

/** Reads again with all open items in the rare case that cash might cover the whole first page. */
const enoughOf = async (ledger: SurveyDeps['ledger'], accountId: string): Promise<Position> => {
  const page = await ledger.position(accountId);
  return isTooShort(page) ? ledger.position(accountId, { limit: page.openCount }) : page;
};

export const readPosition = async (
  { ledger }: Pick<SurveyDeps, 'ledger'>,
  accountId: string,
): Promise<AccountPosition> => positionOf(await enoughOf(ledger, accountId));

export type Survey = {
  readonly ledger: Position;
  readonly position: AccountPosition;
  readonly view: ContactView | undefined;
  /** For a customer that nobody registered, its own id: refusals need a party to stand under. */
  readonly partyId: string;
  readonly mode: ContactMode;
  readonly desk: (caseId: string) => Desk;
};

/** The ledger and the party of an account, as they are now. */
export const survey = async (deps: SurveyDeps, accountId: string): Promise<Survey> => {
  const customerId = customerOf(accountId);
  const [ledger, view] = await together([
    enoughOf(deps.ledger, accountId),
    deps.parties.ofCustomer(customerId),
  ]);
  return {
    ledger,
    position: positionOf(ledger),
    view,
    partyId: view?.partyId ?? customerId,
    mode: modeOf(deps.sending, view?.listed),
    desk: deskOf(deps, accountId, view),
  };
};

const modeOfContact = ({ simulated }: RecentContact): ContactMode =>
  simulated === true ? 'shadow' : 'live';

/** Whether a contact of the log is an attempt of this very step. */
const isAttemptOf = (
  contact: RecentContact,
  step: StepKey & { readonly accountId: string; readonly caseId: string },
  channel: Channel,
  { partyId }: ContactView,
  hash: Hash,
): boolean => {
  if (contact.accountId !== step.accountId || contact.channel !== channel) return false;
  const key = { ...step, partyId, channel, stage: 'preventive' } as const;
  for (let tryNumber = 1; tryNumber <= maxTries; tryNumber += 1) {
    if (attemptIdOf(key, tryNumber, hash, modeOfContact(contact)) === contact.attemptId)
      return true;
  }
  return false;
};

/** The contact rules and log of the account's party, for planning the steps of a case. */
export const deskOf =
  (
    { contactRules, sending, hash }: Pick<SurveyDeps, 'contactRules' | 'sending' | 'hash'>,
    accountId: string,
    view: ContactView | undefined,
  ) =>
  (caseId: string): Desk =>
    createDesk(
      accountId,
      view,
      contactRules,
      modeOf(sending, view?.listed),
      (contact, { step, anchorOn, again }, channel) =>
        view !== undefined &&
        isAttemptOf(contact, { step, anchorOn, again, accountId, caseId }, channel, view, hash),
    );
