import * as z from 'zod';
import { customerUpserted } from '../../../events/customer-upserted.v1.ts';
import { identifier, instant as instantText } from '../../../events/envelope.ts';
import { dateIn, instant } from '../../../shared/domain/calendar.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import type { Hash } from '../../../shared/domain/contact/attempt.ts';
import { decideRefusal, decideRegistration } from '../../../shared/domain/contact/party.ts';
import { addressesOf } from '../../../shared/domain/contact/wishes.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import type { QueueMessage } from '../../../shared/lambda/queue.ts';
import type { PartyCommand } from '../../../shared/ports/commands.ts';
import type { Party, PartyCommit, PartyStore } from '../../../shared/ports/contact.ts';

const command = z.object({
  inputId: z.string().min(1),
  partyId: identifier,
  occurredAt: instantText.transform(instant),
  customer: customerUpserted.data,
  cause: z.object({ causationId: z.string(), correlationId: z.string() }),
}) satisfies z.ZodType<PartyCommand>;

/** Commits of other functions on the same party may come first; commands do not, by their group. */
const maxRounds = 5;

const partyOf = ({ partyId, customer }: PartyCommand): Party => ({
  partyId,
  name: customer.name,
  email: customer.email,
  phone: customer.phone,
  locale: customer.locale,
  country: customer.country,
  zone: customer.zone,
  segment: customer.segment,
});

/**
 * Commits what follows from the party as it stands, anew when somebody else came first.
 *
 * @throws Error when that happened in every round; the queue brings the command back.
 */
const commitFresh = async (
  store: PartyStore,
  partyId: string,
  prepare: () => Promise<PartyCommit | undefined>,
): Promise<'committed' | 'nothing-new'> => {
  for (let round = 0; round < maxRounds; round += 1) {
    const commit = await prepare();
    if (commit === undefined) return 'nothing-new';
    if ((await store.commit(commit)) !== 'conflict') return 'committed';
  }
  throw new Error(`party ${partyId} is contended`);
};

/**
 * Registers the party of a customer, or leaves it as it is when something newer is known.
 *
 * @throws InvalidParty when the zone does not exist, ZodError when the command is none.
 */
export const createHandler = ({
  store,
  hash,
}: {
  readonly store: PartyStore;
  readonly hash: Hash;
}) => {
  const register = (asked: PartyCommand) => {
    const { partyId, customer, inputId, occurredAt, cause } = asked;
    const { customerId } = customer;
    const profile = partyOf(asked);
    const marks = {
      hash: hash(canonicalJson(profile)),
      addresses: addressesOf(partyId, profile, hash),
    };
    return commitFresh(store, partyId, async () => {
      const { stored, link } = await store.loadCustomer(customerId, partyId);
      const asOf = { occurredAt, inputId };
      const before = { known: stored.state.known, link };
      const decision = decideRegistration(partyId, customer, asOf, marks, before);
      return (
        decision && {
          stored,
          facts: [{ type: 'PartyRegistered', data: decision.fact }],
          effectiveOn: dateIn(decision.fact.zone, occurredAt),
          cause,
          state: { ...stored.state, known: decision.known },
          profile: decision.isProfileNew ? profile : undefined,
          link: decision.link && { customerId, before: link, after: decision.link },
        }
      );
    });
  };

  /** Runs at every delivery, so that a crash after the registration loses no refusal. */
  const tellPartyOfNow = async (asked: PartyCommand) => {
    const { customerId } = asked.customer;
    if (asked.customer.optOuts === undefined) return;
    const { link } = await store.loadCustomer(customerId, asked.partyId);
    if (link === undefined || link.partyId === asked.partyId) return;
    const { partyId } = link;
    await commitFresh(store, partyId, async () => {
      const stored = await store.loadParty(partyId);
      const { refusal } = link;
      const decision = decideRefusal(partyId, customerId, stored.state.known, refusal);
      return (
        decision && {
          stored,
          facts: [{ type: 'PartyRegistered', data: decision.fact }],
          effectiveOn: dateIn(decision.fact.zone, asked.occurredAt),
          cause: asked.cause,
          state: { ...stored.state, known: decision.known },
        }
      );
    });
  };

  return async ({ body }: QueueMessage, log: Logger): Promise<void> => {
    const asked = command.parse(JSON.parse(body));
    if ((await register(asked)) === 'nothing-new') {
      log.info('something newer is known of the customer', { inputId: asked.inputId });
    }
    await tellPartyOfNow(asked);
  };
};
