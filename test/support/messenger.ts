import { createHash } from 'node:crypto';
import { contactRules } from '../../contact-rules/catalogue.ts';
import { createMemoryParties } from '../../shared/adapters/memory/parties.ts';
import { createMemorySending } from '../../shared/adapters/memory/sending.ts';
import { businessDate, instant } from '../../shared/domain/calendar.ts';
import type { OptOut } from '../../shared/domain/contact/types.ts';
import type {
  OutboundEmail,
  OutboundText,
  Party,
  PartyStore,
  SendResult,
  StepMessage,
} from '../../shared/ports/contact.ts';
import { createMessenger, type MessengerDeps } from '../../shared/services/contact/messenger.ts';
import { templateCatalogue } from '../../templates/catalogue.ts';

export const hash = (text: string) => createHash('sha256').update(text).digest('hex');

// A Monday, ten in the morning in Bogota.
export const monday = instant('2026-03-02T15:00:00Z');
export const cause = { causationId: 'step-1', correlationId: 'case-1' };

/** A person as stored, and what they refuse. */
type Person = Party & { readonly optOuts: readonly OptOut[] };

export const ana: Person = {
  partyId: 'ana',
  name: 'Ana Díaz',
  email: 'ana@example.com',
  phone: '+15550100',
  locale: 'es',
  country: 'CO',
  zone: 'America/Bogota',
  optOuts: [],
};

export const message = (over: Partial<StepMessage> = {}): StepMessage => ({
  caseId: 'case-1',
  accountId: 'ana|main|USD',
  partyId: 'ana',
  stage: 'administrative',
  step: 'overdue-1',
  anchorOn: businessDate('2026-03-01'),
  channel: 'email',
  template: 'reminder-overdue',
  mode: 'live',
  items: [
    {
      invoiceNumber: 'INV-1',
      instalment: 1,
      dueOn: businessDate('2026-03-01'),
      openMinor: 5000,
    },
  ],
  totals: { items: 1, openMinor: 5000, unappliedMinor: 0 },
  asked: {
    amountMinor: 5000,
    invoices: 1,
    oldest: { invoiceNumber: 'INV-1', dueOn: businessDate('2026-03-01') },
    lastDueOn: businessDate('2026-03-01'),
  },
  cause,
  now: monday,
  ...over,
});

const channelsOf = ({ email, phone }: Person) => [
  ...(email === undefined ? [] : (['email'] as const)),
  ...(phone === undefined ? [] : (['sms'] as const)),
];

export const register = async (store: Pick<PartyStore, 'load' | 'commit'>, party: Person = ana) => {
  const { stored } = await store.load(party.partyId, 'none');
  await store.commit({
    stored,
    facts: [
      {
        type: 'PartyRegistered',
        data: {
          partyId: party.partyId,
          customerId: party.partyId,
          profileHash: 'x',
          locale: party.locale,
          zone: party.zone,
          channels: channelsOf(party),
          optOuts: [...party.optOuts],
        },
      },
    ],
    effectiveOn: businessDate('2026-01-01'),
    cause,
    state: {
      known: {
        zone: party.zone,
        locale: party.locale,
        country: party.country,
        channels: channelsOf(party),
        optOuts: party.optOuts,
        profileHash: 'x',
        asOf: { occurredAt: monday, inputId: 'i' },
      },
      recent: [],
    },
    profile: party,
  });
};

type Provider = {
  readonly accepted: (OutboundEmail | OutboundText)[];
  answer: (attemptId: string) => SendResult | 'accept-then-lose';
};

/** A house with one registered party, whose provider answers as the test says. */
export const setUp = async (
  over: {
    party?: Person | null;
    modeFor?: MessengerDeps['modeFor'];
    wrap?: (deps: MessengerDeps) => MessengerDeps;
  } = {},
) => {
  const store = createMemoryParties();
  if (over.party !== null) await register(store, over.party ?? ana);
  const sending = createMemorySending();
  const bodies = new Map<string, string>();
  const provider: Provider = {
    accepted: [],
    answer: (attemptId) => ({ result: 'accepted', providerMessageId: `m-${attemptId}` }),
  };
  const send = async (outbound: OutboundEmail | OutboundText): Promise<SendResult> => {
    const answer = provider.answer(outbound.attemptId);
    if (answer === 'accept-then-lose') {
      provider.accepted.push(outbound);
      return { result: 'ambiguous', error: 'TimeoutError' };
    }
    if (answer.result === 'accepted') provider.accepted.push(outbound);
    return answer;
  };
  const deps: MessengerDeps = {
    store,
    archive: {
      put: async (key, body) => {
        bodies.set(key, body);
      },
    },
    email: { send },
    text: { send },
    sending,
    dailyCap: { email: 1000, sms: 1000 },
    modeFor: over.modeFor ?? (() => 'live'),
    rules: contactRules('default', 1),
    templates: templateCatalogue,
    creditor: {
      name: 'Acme',
      shortName: 'Acme',
      paymentInstructions: { en: 'Pay.', es: 'Pague.', pt: 'Pague.' },
      smsPayment: { en: 'Pay', es: 'Pague', pt: 'Pague' },
    },
    unsubscribeUrl: async (attemptId) => `https://api.example/v1/unsubscribe/${attemptId}.x`,
    hash,
  };
  const messenger = createMessenger(over.wrap ? over.wrap(deps) : deps);
  return {
    store,
    sending,
    bodies,
    provider,
    messenger,
    deps,
    types: () => store.journal.slice(over.party === null ? 0 : 1).map(({ fact }) => fact.type),
    facts: (type: string) =>
      store.journal.filter(({ fact }) => fact.type === type).map(({ fact }) => fact.data),
  };
};
