import { describe, expect, it } from 'vitest';
import { createMemoryParties } from '../../../shared/adapters/memory/parties.ts';
import { createMemoryPartyActs } from '../../../shared/adapters/memory/party-acts.ts';
import { businessDate, instant } from '../../../shared/domain/calendar.ts';
import type { PartyState } from '../../../shared/domain/contact/party.ts';
import { addressHashOf } from '../../../shared/domain/contact/wishes.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import type { Party } from '../../../shared/ports/contact.ts';
import type { PartyActs } from '../../../shared/ports/party-acts.ts';
import { hash } from '../../../test/support/collection-world.ts';
import { ana } from '../../../test/support/operator-desk.ts';
import { createHandler } from './handler.ts';

const present = addressHashOf('acme', 'email', 'pay@acme.example', hash);
const former = addressHashOf('acme', 'email', 'old@acme.example', hash);

const known: NonNullable<PartyState['known']> = {
  zone: 'America/Bogota',
  locale: 'es',
  country: 'CO',
  channels: ['email'],
  optOuts: ['sms'],
  profileHash: 'p',
  addresses: { email: present },
  asOf: { occurredAt: instant('2026-01-01T00:00:00Z'), inputId: 'i' },
  refusals: undefined,
};

const profile: Party = {
  partyId: 'acme',
  name: 'Acme',
  email: 'pay@acme.example',
  phone: '+573001234532',
  locale: 'es',
  zone: 'America/Bogota',
};

const setUp = async (
  state: Partial<PartyState> = { known },
  wrap: (acts: PartyActs) => PartyActs = (acts) => acts,
  person?: Party,
) => {
  const store = createMemoryParties();
  await store.commit({
    stored: await store.loadParty('acme'),
    facts: [],
    effectiveOn: businessDate('2026-01-01'),
    cause: { causationId: 'x', correlationId: 'x' },
    state: { recent: [], ...state },
    profile: person,
  });
  const logged: string[] = [];
  const handle = createHandler({
    parties: wrap(createMemoryPartyActs(store)),
    journal: {
      last: async () =>
        store.journal.map(({ fact }, index) => ({
          ...fact,
          streamId: 'party#acme',
          version: index + 1,
          effectiveOn: businessDate('2026-06-19'),
          recordedAt: instant(`2026-06-20T03:00:0${index}.000Z`),
          causationId: 'c',
          correlationId: 'c',
          previousHash: '',
          hash: '',
        })),
    },
    clock: { now: () => instant('2026-06-20T03:00:00Z') },
    hash,
  });
  const request =
    (route: string) =>
    (body?: unknown, partyId = 'acme') =>
      handle(
        { actor: ana, route, params: { partyId }, query: {}, body },
        createLogger({}, (entry) => logged.push(JSON.stringify(entry))),
      );
  return {
    store,
    logged,
    ask: request('POST /v1/operator/parties/{partyId}/acts'),
    show: request('GET /v1/operator/parties/{partyId}'),
    facts: () => store.journal.map(({ fact }) => fact),
  };
};

const act = { actId: 'a-1', actor: ana, reason: 'asked by phone' };
const base = { actId: 'a-1', reason: act.reason, channel: 'email' };
const suppress = { ...base, act: 'suppress-address' };
const unsuppress = { ...base, act: 'unsuppress-address' };

describe('an address', () => {
  it('is suppressed: the present one unless another is named', async () => {
    const { ask, facts, logged } = await setUp();
    expect(await ask(suppress)).toEqual({
      status: 200,
      body: { partyId: 'acme', actId: 'a-1', act: 'suppress-address', outcome: 'done' },
    });
    await ask({ ...suppress, actId: 'a-2', address: ' Old@acme.example' });
    await ask({ ...suppress, actId: 'a-3', channel: 'sms', addressHash: '9f2c61d07ab34e58' });
    const data = { partyId: 'acme', channel: 'email', cause: 'operator' };
    expect(facts()).toEqual([
      { type: 'AddressSuppressed', data: { ...data, addressHash: present, act } },
      {
        type: 'AddressSuppressed',
        data: { ...data, addressHash: former, act: { ...act, actId: 'a-2' } },
      },
      {
        type: 'AddressSuppressed',
        data: {
          ...data,
          channel: 'sms',
          addressHash: '9f2c61d07ab34e58',
          act: { ...act, actId: 'a-3' },
        },
      },
    ]);
    expect(logged.join()).not.toMatch(/acme\.example/i);
  });

  it.each(['bounce', 'complaint', 'operator'] as const)(
    'may be used again, whatever had been learned of it: %s',
    async (cause) => {
      const suppressed = [{ channel: 'email', addressHash: present, cause }] as const;
      const { ask, facts, store } = await setUp({ known, suppressed });
      expect((await ask(unsuppress)).status).toBe(200);
      expect(facts()).toMatchObject([{ type: 'AddressUnsuppressed', data: { act } }]);
      expect((await store.loadParty('acme')).state.suppressed).toEqual([]);
    },
  );

  it.each([
    ['what is not suppressed', unsuppress, {}, 'not-suppressed'],
    [
      'what a complaint suppressed',
      suppress,
      { suppressed: [{ channel: 'email', addressHash: present, cause: 'complaint' }] },
      'suppressed-so',
    ],
    ['what nobody told of', { ...suppress, channel: 'sms' }, {}, 'no-address'],
  ] as const)('is refused for %s', async (_, body, state, rule) => {
    const { ask, facts } = await setUp({ known, ...state });
    expect(await ask(body)).toMatchObject({ status: 409, body: { error: 'refused', rule } });
    expect(facts()).toEqual([]);
  });
});

describe('a wish', () => {
  const optOut = { ...base, act: 'record-opt-out' };

  it('is recorded as said to an operator, and taken back', async () => {
    const { ask, facts } = await setUp();
    await ask(optOut);
    await ask({ ...optOut, actId: 'a-2', scope: 'courtesy' });
    await ask({ ...optOut, actId: 'a-3', act: 'record-opt-in' });
    expect(facts()).toMatchObject([
      { type: 'PartyOptedOut', data: { scope: 'every-message', via: 'operator', act } },
      { type: 'PartyOptedOut', data: { scope: 'courtesy', via: 'operator' } },
      { type: 'PartyOptedIn', data: { scope: 'every-message', via: 'operator' } },
    ]);
  });

  it('is refused when it is so, and left to upstream when upstream said it', async () => {
    const { ask } = await setUp();
    await ask(optOut);
    expect(await ask({ ...optOut, actId: 'a-2' })).toMatchObject({
      status: 409,
      body: { rule: 'opted-out-so' },
    });
    const back = { ...optOut, actId: 'a-3', act: 'record-opt-in', channel: 'sms' };
    expect(await ask(back)).toMatchObject({
      status: 409,
      body: { rule: 'not-opted-out', message: expect.stringMatching(/upstream/) },
    });
  });
});

describe('an act on a party', () => {
  it('is carried out once under its id, and its id is not for another', async () => {
    const { ask, facts } = await setUp();
    await ask(suppress);
    await ask({ ...unsuppress, actId: 'a-2' });
    expect(await ask(suppress)).toMatchObject({ body: { outcome: 'done-before' } });
    for (const other of [unsuppress, { ...suppress, address: 'old@acme.example' }]) {
      expect(await ask(other)).toMatchObject({ status: 409, body: { rule: 'act-id-taken' } });
    }
    expect(facts()).toHaveLength(2);
  });

  it('counts for the day in the zone of the party', async () => {
    const days: string[] = [];
    const { ask } = await setUp({ known }, (acts) => ({
      ...acts,
      carryOut: (commit) => {
        days.push(commit.effectiveOn);
        return acts.carryOut(commit);
      },
    }));
    await ask(suppress);
    expect(days).toEqual(['2026-06-19']);
  });

  it('is tried again, and asks for patience after eight lost races', async () => {
    let races = 0;
    const { ask } = await setUp({ known }, (acts) => ({
      ...acts,
      carryOut: async () => {
        races += 1;
        return 'conflict';
      },
    }));
    expect(await ask(suppress)).toMatchObject({ status: 503 });
    expect(races).toBe(8);
  });

  it('needs a party that was registered', async () => {
    const { ask, show } = await setUp();
    expect(await ask(suppress, 'nobody')).toMatchObject({
      status: 422,
      body: { rule: 'party-unknown' },
    });
    expect((await show(undefined, 'nobody')).status).toBe(404);
  });

  it.each([
    [undefined, ''],
    [{ ...suppress, channel: 'fax' }, 'channel'],
    [{ ...suppress, addressHash: 'xyz' }, 'addressHash'],
    [{ ...suppress, scope: 'courtesy' }, 'scope'],
    [{ ...suppress, act: 'forget' }, 'act'],
  ])('is not %j', async (body, field) => {
    const { ask } = await setUp();
    expect(await ask(body)).toMatchObject({ status: 400, body: { problems: [{ field }] } });
  });
});

it('shows how a party may be reached, and not who it is', async () => {
  const state = {
    known,
    suppressed: [
      { channel: 'email', addressHash: former, cause: 'bounce' },
      { channel: 'email', addressHash: present, cause: 'operator' },
    ],
    ownOptOuts: [{ channel: 'email', scope: 'courtesy' }],
  } as const;
  const { show } = await setUp(state, (acts) => acts, profile);
  expect(await show()).toEqual({
    status: 200,
    body: {
      partyId: 'acme',
      zone: 'America/Bogota',
      locale: 'es',
      channels: ['email'],
      addresses: [
        { channel: 'email', addressHash: present, masked: 'p***@acme.example' },
        {
          channel: 'sms',
          addressHash: expect.stringMatching(/^[0-9a-f]{16}$/),
          masked: '+57***32',
        },
      ],
      optOuts: ['sms'],
      ownOptOuts: [{ channel: 'email', scope: 'courtesy' }],
      suppressed: [
        { channel: 'email', addressHash: former, cause: 'bounce', current: false },
        { channel: 'email', addressHash: present, cause: 'operator', current: true },
      ],
      history: [],
    },
  });
});

it('shows no address of a party that was erased', async () => {
  const { show } = await setUp();
  expect((await show()).body).toMatchObject({ channels: ['email'], addresses: [] });
});

it('tells who decided what about a party, when and why', async () => {
  const { ask, show, store } = await setUp();
  await store.commit({
    stored: await store.loadParty('acme'),
    facts: [
      {
        type: 'AddressSuppressed',
        data: { partyId: 'acme', channel: 'email', addressHash: former, cause: 'bounce' },
      },
    ],
    effectiveOn: businessDate('2026-06-01'),
    cause: { causationId: 'x', correlationId: 'x' },
    state: (await store.loadParty('acme')).state,
  });
  await ask(suppress);
  await ask({ ...base, actId: 'a-2', act: 'record-opt-out' });
  const by = { by: ana, reason: act.reason };
  const email = { channel: 'email' };
  expect((await show()).body).toMatchObject({
    history: [
      { at: '2026-06-20T03:00:00.000Z', ...email, addressHash: former, what: 'suppressed: bounce' },
      { ...email, addressHash: present, what: 'suppressed: operator', ...by },
      { ...email, what: 'refused (every-message), said by operator', ...by },
    ],
  });
});
