import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contactRules } from '../../../contact-rules/catalogue.ts';
import { contactAttempted } from '../../../events/contact-attempted.v1.ts';
import { contactDeferred } from '../../../events/contact-deferred.v1.ts';
import { contactRefused } from '../../../events/contact-refused.v1.ts';
import { templateCatalogue } from '../../../templates/catalogue.ts';
import { createMemoryParties, type MemoryParties } from '../../adapters/memory/parties.ts';
import {
  addSeconds,
  businessDate,
  dateIn,
  daysBetween,
  type Instant,
  instant,
} from '../../domain/calendar.ts';
import type { OptOut } from '../../domain/contact/types.ts';
import type {
  OutboundEmail,
  OutboundText,
  Party,
  SendResult,
  StepMessage,
} from '../../ports/contact.ts';
import { archiveKeyOf, createMessenger, type MessengerDeps } from './messenger.ts';
import { settle } from './outcome.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

// A Monday, ten in the morning in Bogota.
const monday = instant('2026-03-02T15:00:00Z');
const cause = { causationId: 'step-1', correlationId: 'case-1' };

/** A person as stored, and what they refuse. */
type Person = Party & { readonly optOuts: readonly OptOut[] };

const ana: Person = {
  partyId: 'ana',
  name: 'Ana Díaz',
  email: 'ana@example.com',
  phone: '+15550100',
  locale: 'es',
  country: 'CO',
  zone: 'America/Bogota',
  optOuts: [],
};

const message = (over: Partial<StepMessage> = {}): StepMessage => ({
  caseId: 'case-1',
  accountId: 'ana|main|USD',
  partyId: 'ana',
  stage: 'administrative',
  step: 'overdue-1',
  anchorOn: businessDate('2026-03-01'),
  channel: 'email',
  template: 'reminder-overdue',
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

const register = async (store: MemoryParties, party: Person = ana) => {
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
          channels: ['email', 'sms'],
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
        channels: ['email', 'sms'],
        optOuts: party.optOuts,
        suppressions: [],
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
const setUp = async (
  over: { party?: Person | null; wrap?: (deps: MessengerDeps) => MessengerDeps } = {},
) => {
  const store = createMemoryParties();
  if (over.party !== null) await register(store, over.party ?? ana);
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
    rules: contactRules('default', 1),
    templates: templateCatalogue,
    creditor: {
      name: 'Acme',
      shortName: 'Acme',
      paymentInstructions: { en: 'Pay.', es: 'Pague.', pt: 'Pague.' },
      smsPayment: { en: 'Pay', es: 'Pague', pt: 'Pague' },
    },
    hash,
  };
  const messenger = createMessenger(over.wrap ? over.wrap(deps) : deps);
  return {
    store,
    bodies,
    provider,
    messenger,
    deps,
    types: () => store.journal.slice(over.party === null ? 0 : 1).map(({ fact }) => fact.type),
    facts: (type: string) =>
      store.journal.filter(({ fact }) => fact.type === type).map(({ fact }) => fact.data),
  };
};

describe('a contact that the gate allows', () => {
  test('is journalled, sent and journalled again, in this order', async () => {
    const calls: string[] = [];
    const house = await setUp({
      wrap: (deps) => ({
        ...deps,
        store: {
          ...deps.store,
          commit: (commit) => {
            calls.push(commit.facts.map(({ type }) => type).join());
            return deps.store.commit(commit);
          },
        },
        archive: {
          put: (...args) => {
            calls.push('archive');
            return deps.archive.put(...args);
          },
        },
        email: {
          send: (email) => {
            calls.push('send');
            return deps.email.send(email);
          },
        },
      }),
    });
    const outcome = await house.messenger.perform(message());
    expect(calls).toEqual(['archive', 'ContactAttempted', 'send', 'ContactSent']);
    expect(outcome).toEqual({
      outcome: 'sent',
      attemptId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(house.provider.accepted).toEqual([
      {
        attemptId: (outcome as { attemptId: string }).attemptId,
        accountHash: hash('ana|main|USD').slice(0, 32),
        to: 'ana@example.com',
        subject: 'Su factura INV-1 de Acme está vencida',
        html: expect.stringContaining('Ana Díaz'),
        text: expect.stringContaining('Ana Díaz'),
      },
    ]);
  });

  test('leaves no personal data in the journal, and its body under its hash', async () => {
    const house = await setUp();
    await house.messenger.perform(message());
    const [attempted] = house.facts('ContactAttempted');
    expect(contactAttempted.data.parse(attempted)).toMatchObject({
      template: 'reminder-overdue',
      templateVersion: 1,
      locale: 'es',
      invoiceNumbers: ['INV-1'],
      amountMinor: 5000,
      currency: 'USD',
      rules: [
        'address',
        'opt-outs',
        'suppressions',
        'contact-window',
        'one-a-day',
        'two-a-week',
        'default.v1',
      ],
    });
    expect(JSON.stringify(house.store.journal)).not.toMatch(/Ana|example\.com|15550100|Acme/);
    const { contentHash } = contactAttempted.data.parse(attempted);
    const body = house.bodies.get(archiveKeyOf('ana', contentHash, hash));
    expect(hash(body ?? '')).toBe(contentHash);
    expect(JSON.parse(body ?? '{}')).toMatchObject({
      channel: 'email',
      template: 'reminder-overdue',
    });
  });

  test('goes out as a text when the step says so', async () => {
    const house = await setUp();
    await house.messenger.perform(message({ channel: 'sms', template: 'sms-overdue' }));
    expect(house.provider.accepted).toMatchObject([
      {
        to: '+15550100',
        text: expect.stringMatching(/^Acme: su factura INV-1 tiene 1 dia de atraso/),
      },
    ]);
  });

  test('journals what the listed invoices have open, whatever is asked of it', async () => {
    const house = await setUp();
    await house.messenger.perform(
      message({ totals: { items: 1, openMinor: 5000, unappliedMinor: 1000 } }),
    );
    expect(house.facts('ContactAttempted')).toMatchObject([
      { invoiceNumbers: ['INV-1'], amountMinor: 5000 },
    ]);
  });

  test('is sent once however often and however late the step comes back', async () => {
    const house = await setUp();
    const first = await house.messenger.perform(message());
    for (const now of [monday, addSeconds(monday, 60), addSeconds(monday, 86_400 * 30)]) {
      expect(await house.messenger.perform(message({ now }))).toEqual(first);
    }
    expect(house.provider.accepted).toHaveLength(1);
    expect(house.types()).toEqual(['ContactAttempted', 'ContactSent']);
  });

  test('is sent once when the step is delivered twice at the same moment', async () => {
    const house = await setUp();
    const outcomes = await Promise.all([
      house.messenger.perform(message()),
      house.messenger.perform(message()),
    ]);
    expect(house.provider.accepted).toHaveLength(1);
    // The one that comes second finds the attempt before or after its outcome.
    for (const { outcome } of outcomes) expect(['pending', 'sent']).toContain(outcome);
    expect(house.types()).toEqual(['ContactAttempted', 'ContactSent']);
  });

  test('refuses a template that writes for another channel', async () => {
    const house = await setUp();
    await expect(house.messenger.perform(message({ template: 'sms-overdue' }))).rejects.toThrow(
      'template sms-overdue writes sms, the step asks for email',
    );
    expect(house.types()).toEqual([]);
  });
});

describe('the caps of a party', () => {
  test('hold over accounts that ask at the same moment', async () => {
    const house = await setUp();
    const accounts = ['a', 'b', 'c', 'd'].map((name) =>
      message({ accountId: `${name}|main|USD`, caseId: `case-${name}` }),
    );
    const outcomes = await Promise.all(accounts.map((each) => house.messenger.perform(each)));
    expect(outcomes.filter(({ outcome }) => outcome === 'sent')).toHaveLength(1);
    expect(outcomes.filter(({ outcome }) => outcome === 'deferred')).toHaveLength(3);
    expect(house.provider.accepted).toHaveLength(1);
  });

  test('hold for any sequence of wishes', async () => {
    const wish = fc.record({
      hours: fc.integer({ min: 0, max: 24 * 30 }),
      account: fc.constantFrom('a', 'b', 'c'),
      channel: fc.constantFrom('email' as const, 'sms' as const),
      refuse: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { maxLength: 25 }), async (wishes) => {
        const house = await setUp();
        const sentOn: string[] = [];
        for (const [index, { hours, account, channel, refuse }] of wishes
          .sort((left, right) => left.hours - right.hours)
          .entries()) {
          const now = addSeconds(monday, hours * 3600);
          house.provider.answer = (id) =>
            refuse
              ? { result: 'rejected', error: 'MessageRejected', transient: false }
              : { result: 'accepted', providerMessageId: id };
          const asked = message({
            now,
            channel,
            template: channel === 'sms' ? 'sms-overdue' : 'reminder-overdue',
            accountId: `${account}|main|USD`,
            caseId: `case-${account}`,
            step: `step-${index}`,
          });
          const { outcome } = await house.messenger.perform(asked);
          if (outcome === 'sent') sentOn.push(dateIn('America/Bogota', now));
        }
        expect(house.provider.accepted).toHaveLength(sentOn.length);
        expect(new Set(sentOn).size).toBe(sentOn.length);
        for (const day of sentOn) {
          const run = sentOn.filter((other) => {
            const offset = daysBetween(businessDate(day), businessDate(other));
            return offset >= 0 && offset < 7;
          });
          expect(run.length).toBeLessThanOrEqual(2);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a contact that the gate does not allow', () => {
  const saturday = instant('2026-03-07T15:00:00Z');

  test('is deferred, and the journal hears of it once until the answer changes', async () => {
    const house = await setUp();
    const until = instant('2026-03-09T14:00:00Z');
    for (const now of [saturday, addSeconds(saturday, 60), addSeconds(saturday, 7200)]) {
      expect(await house.messenger.perform(message({ now }))).toEqual({
        outcome: 'deferred',
        until,
        reason: 'contact-window',
      });
    }
    expect(house.types()).toEqual(['ContactDeferred']);
    expect(contactDeferred.data.parse(house.facts('ContactDeferred')[0])).toMatchObject({
      until,
      rule: 'contact-window',
    });
    const evening = addSeconds(until, 86_400 / 2);
    await house.messenger.perform(message({ now: evening }));
    expect(house.types()).toEqual(['ContactDeferred', 'ContactDeferred']);
  });

  test('is refused with its reason, once', async () => {
    const house = await setUp({ party: { ...ana, optOuts: ['all'] } });
    const refused = { outcome: 'refused', reason: 'opted-out' };
    expect(await house.messenger.perform(message())).toEqual(refused);
    expect(await house.messenger.perform(message())).toEqual(refused);
    expect(house.types()).toEqual(['ContactRefused']);
    expect(contactRefused.data.parse(house.facts('ContactRefused')[0])).toMatchObject({
      rule: 'opted-out',
    });
    expect(house.bodies.size).toBe(0);
  });

  test('is refused for a stranger, on the stream that the party will have', async () => {
    const house = await setUp({ party: null });
    expect(await house.messenger.perform(message())).toEqual({
      outcome: 'refused',
      reason: 'party-unknown',
    });
    expect(house.store.journal).toMatchObject([
      { partyId: 'ana', fact: { type: 'ContactRefused' } },
    ]);
    await register(house.store);
    expect(await house.messenger.perform(message())).toMatchObject({ outcome: 'sent' });
  });

  test('is refused when there is nothing to pay', async () => {
    const house = await setUp();
    const totals = { items: 1, openMinor: 5000, unappliedMinor: 5000 };
    for (const nothing of [{ totals }, { asked: undefined }]) {
      expect(await house.messenger.perform(message(nothing))).toEqual({
        outcome: 'refused',
        reason: 'nothing-to-pay',
      });
    }
    expect(house.provider.accepted).toEqual([]);
  });

  test('is refused when the personal data was erased', async () => {
    const house = await setUp({
      wrap: (deps) => ({
        ...deps,
        store: {
          ...deps.store,
          load: async (...args) => ({ ...(await deps.store.load(...args)), profile: undefined }),
        },
      }),
    });
    expect(await house.messenger.perform(message())).toEqual({
      outcome: 'refused',
      reason: 'no-address',
    });
  });
});

describe('a provider that refuses', () => {
  test('for good ends the step, and the day is free for another contact', async () => {
    const house = await setUp();
    house.provider.answer = () => ({
      result: 'rejected',
      error: 'MessageRejected',
      transient: false,
    });
    const failed = await house.messenger.perform(message());
    expect(failed).toMatchObject({ outcome: 'failed', reason: 'MessageRejected' });
    expect(house.facts('ContactFailed')).toMatchObject([{ error: 'MessageRejected', final: true }]);
    house.provider.answer = (id) => ({ result: 'accepted', providerMessageId: id });
    expect(await house.messenger.perform(message())).toEqual(failed);
    expect(await house.messenger.perform(message({ step: 'another' }))).toMatchObject({
      outcome: 'sent',
    });
  });

  test('for now is asked again later, as a new attempt each time, and not for ever', async () => {
    const house = await setUp();
    house.provider.answer = () => ({
      result: 'rejected',
      error: 'TooManyRequestsException',
      transient: true,
    });
    const ids = new Set<string>();
    let now: Instant = monday;
    for (let tried = 1; tried <= 4; tried += 1) {
      const outcome = await house.messenger.perform(message({ now }));
      if (outcome.outcome !== 'deferred') throw new Error(`${outcome.outcome} at try ${tried}`);
      expect(outcome).toMatchObject({ reason: 'TooManyRequestsException' });
      expect(outcome.until > now).toBe(true);
      expect(await house.messenger.perform(message({ now }))).toEqual(outcome);
      ids.add(outcome.attemptId ?? '');
      now = outcome.until;
      const gated = await house.messenger.perform(message({ now }));
      if (gated.outcome === 'deferred' && gated.reason === 'contact-window') now = gated.until;
    }
    expect(ids.size).toBe(4);
    const last = await house.messenger.perform(message({ now }));
    expect(last).toMatchObject({ outcome: 'failed', reason: 'TooManyRequestsException' });
    const later = addSeconds(now, 86_400 * 3);
    expect(await house.messenger.perform(message({ now: later }))).toEqual(last);
    expect(house.facts('ContactFailed').map((fact) => (fact as { final: boolean }).final)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(house.provider.accepted).toEqual([]);
  });
});

const lost = async () => {
  const house = await setUp();
  house.provider.answer = () => 'accept-then-lose';
  const pending = await house.messenger.perform(message());
  return { house, pending };
};

describe('a provider whose answer is lost', () => {
  test('leaves the attempt pending for an hour, then unknown, and is never asked again', async () => {
    const { house, pending } = await lost();
    const until = addSeconds(monday, 3600);
    expect(pending).toMatchObject({ outcome: 'pending', until });
    expect(await house.messenger.perform(message({ now: addSeconds(monday, 3599) }))).toEqual(
      pending,
    );
    const unknown = await house.messenger.perform(message({ now: until }));
    expect(unknown).toMatchObject({ outcome: 'unknown' });
    expect(await house.messenger.perform(message({ now: addSeconds(until, 86_400) }))).toEqual(
      unknown,
    );
    expect(house.types()).toEqual(['ContactAttempted', 'ContactOutcomeUnknown']);
    expect(house.provider.accepted).toHaveLength(1);
  });

  test('still counts towards the caps', async () => {
    const { house } = await lost();
    expect(await house.messenger.perform(message({ step: 'another' }))).toMatchObject({
      outcome: 'deferred',
      reason: 'one-a-day',
    });
  });

  test('is settled by the event of the send, before or after the hour', async () => {
    for (const lateBySeconds of [5, 7200]) {
      const { house, pending } = await lost();
      const now = addSeconds(monday, lateBySeconds);
      if (lateBySeconds > 3600) await house.messenger.perform(message({ now }));
      const { attemptId } = pending as { attemptId: string };
      const sent = { kind: 'sent', providerMessageId: 'm' } as const;
      await settle(house.store, { partyId: 'ana', attemptId }, sent, cause, now);
      await settle(house.store, { partyId: 'ana', attemptId }, sent, cause, now);
      expect(await house.messenger.perform(message({ now }))).toEqual({
        outcome: 'sent',
        attemptId,
      });
      expect(house.types().filter((type) => type === 'ContactSent')).toHaveLength(1);
    }
  });

  test('is settled though the step is no longer due', async () => {
    const { house } = await lost();
    const of = { partyId: 'ana', caseId: 'case-1', cause };
    const deadline = addSeconds(monday, 3600);
    expect(await house.messenger.settleOverdue({ ...of, now: monday })).toBe(deadline);
    expect(
      await house.messenger.settleOverdue({ ...of, caseId: 'other', now: deadline }),
    ).toBeUndefined();
    expect(house.types()).toEqual(['ContactAttempted']);
    expect(await house.messenger.settleOverdue({ ...of, now: deadline })).toBeUndefined();
    expect(house.types()).toEqual(['ContactAttempted', 'ContactOutcomeUnknown']);
  });
});

class Crash extends Error {
  override readonly name = 'Crash';
}

/** Kills the messenger at its nth call of a port, before or after the call took effect. */
const crashAt = (nth: number, when: 'before' | 'after') => {
  let calls = 0;
  const around =
    <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      calls += 1;
      const dies = calls === nth;
      if (dies && when === 'before') throw new Crash(`before call ${nth}`);
      const result = await call(...args);
      if (dies) throw new Crash(`after call ${nth}`);
      return result;
    };
  const wrap = (deps: MessengerDeps): MessengerDeps => ({
    ...deps,
    store: {
      ...deps.store,
      load: around(deps.store.load),
      attempt: around(deps.store.attempt),
      commit: around(deps.store.commit),
    },
    archive: { put: around(deps.archive.put) },
    email: { send: around(deps.email.send) },
  });
  return { wrap, calls: () => calls };
};

describe('a crash at any point of the send', () => {
  // The calls are: load, archive, commit the attempt, send, commit the outcome.
  const clean = { again: 'sent', end: 'sent', journal: ['ContactAttempted', 'ContactSent'] };
  const neverSent = {
    again: 'pending',
    end: 'unknown',
    journal: ['ContactAttempted', 'ContactOutcomeUnknown'],
  };
  const told = { ...clean, again: 'pending' };
  const points = [
    { nth: 1, when: 'before', ...clean },
    { nth: 1, when: 'after', ...clean },
    { nth: 2, when: 'before', ...clean },
    { nth: 2, when: 'after', ...clean },
    { nth: 3, when: 'before', ...clean },
    { nth: 3, when: 'after', ...neverSent },
    { nth: 4, when: 'before', ...neverSent },
    { nth: 4, when: 'after', ...told },
    { nth: 5, when: 'before', ...told },
    { nth: 5, when: 'after', ...clean },
  ] as const;

  test('there are five calls to crash at', async () => {
    const counter = crashAt(Number.POSITIVE_INFINITY, 'before');
    const house = await setUp({ wrap: counter.wrap });
    await house.messenger.perform(message());
    expect(counter.calls()).toBe(points.length / 2);
  });

  test.each(points)(
    '$when call $nth: $again when it comes back, in the end $end',
    async ({ nth, when, again, end, journal }) => {
      const house = await setUp({ wrap: crashAt(nth, when).wrap });
      await expect(house.messenger.perform(message())).rejects.toThrow(Crash);
      const soon = await house.messenger.perform(message({ now: addSeconds(monday, 30) }));
      expect(soon.outcome).toBe(again);
      // SES tells of everything that it accepted, and of nothing else.
      for (const { attemptId } of house.provider.accepted) {
        const sent = { kind: 'sent', providerMessageId: `m-${attemptId}` } as const;
        await settle(house.store, { partyId: 'ana', attemptId }, sent, cause, monday);
      }
      const late = await house.messenger.perform(message({ now: addSeconds(monday, 3600) }));
      expect(late.outcome).toBe(end);
      expect(house.types()).toEqual(journal);
      expect(house.provider.accepted).toHaveLength(end === 'sent' ? 1 : 0);
    },
  );
});
