import * as z from 'zod';
import { customerUpserted } from '../../../events/customer-upserted.v1.ts';
import { identifier, instant as instantText } from '../../../events/envelope.ts';
import { dateIn, instant } from '../../../shared/domain/calendar.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import type { Hash } from '../../../shared/domain/contact/attempt.ts';
import { decideRegistration } from '../../../shared/domain/contact/party.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import type { QueueMessage } from '../../../shared/lambda/queue.ts';
import type { PartyCommand } from '../../../shared/ports/commands.ts';
import type { Party, PartyStore } from '../../../shared/ports/contact.ts';

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
  optOuts: customer.optOuts ?? [],
  segment: customer.segment,
});

/**
 * Registers the party of a customer, or leaves it as it is when something newer is known.
 *
 * @throws InvalidParty when the zone does not exist, ZodError when the command is none.
 */
export const createHandler =
  (deps: { readonly store: PartyStore; readonly hash: Hash }) =>
  async ({ body }: QueueMessage, log: Logger): Promise<void> => {
    const asked = command.parse(JSON.parse(body));
    const { partyId, customer, inputId, occurredAt } = asked;
    const profile = partyOf(asked);
    const profileHash = deps.hash(canonicalJson(profile));
    for (let round = 0; round < maxRounds; round += 1) {
      const { stored, link } = await deps.store.loadCustomer(customer.customerId, partyId);
      const decision = decideRegistration(partyId, customer, { occurredAt, inputId }, profileHash, {
        known: stored.state.known,
        link,
      });
      if (decision === undefined) {
        log.info('something newer is known of the customer', { inputId });
        return;
      }
      const committed = await deps.store.commit({
        stored,
        facts: [{ type: 'PartyRegistered', data: decision.fact }],
        effectiveOn: dateIn(decision.fact.zone, occurredAt),
        cause: asked.cause,
        state: decision.known ? { ...stored.state, known: decision.known } : stored.state,
        profile: decision.known ? profile : undefined,
        link: decision.link && {
          customerId: customer.customerId,
          before: link,
          after: decision.link,
        },
      });
      if (committed !== 'conflict') return;
    }
    throw new Error(`party ${partyId} is contended`);
  };
