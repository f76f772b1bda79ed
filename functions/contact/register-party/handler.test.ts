import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { partyRegistered } from '../../../events/party-registered.v1.ts';
import { createMemoryParties } from '../../../shared/adapters/memory/parties.ts';
import { instant } from '../../../shared/domain/calendar.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import type { PartyCommand } from '../../../shared/ports/commands.ts';
import { createHandler } from './handler.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const log = createLogger({}, () => undefined);

const command = (
  over: Partial<Omit<PartyCommand, 'customer'>> & {
    customer?: Partial<PartyCommand['customer']>;
  } = {},
): PartyCommand => ({
  inputId: 'customer:c1:e1',
  partyId: 'c1',
  occurredAt: instant('2026-03-01T05:00:00Z'),
  cause: { causationId: 'e1', correlationId: 'e1' },
  ...over,
  customer: {
    customerId: 'c1',
    name: 'Ana Díaz',
    email: 'ana@example.com',
    phone: '+15550100',
    locale: 'es',
    country: 'CO',
    zone: 'America/Bogota',
    ...over.customer,
  },
});

const setUp = () => {
  const store = createMemoryParties();
  const handle = createHandler({ store, hash });
  const register = (asked: PartyCommand) =>
    handle(
      {
        messageId: 'm',
        body: JSON.stringify(asked),
        group: asked.partyId,
        deliveries: 1,
        receiptHandle: 'r',
        attributes: {},
      },
      log,
    );
  return { store, register, profileOf: async (id: string) => (await store.load(id, '')).profile };
};

const endOf = async (sequence: readonly PartyCommand[]) => {
  const { store, register, profileOf } = setUp();
  for (const asked of sequence) await register(asked);
  return [
    await profileOf('family'),
    await profileOf('other'),
    await store.ofCustomer('c1'),
    await store.ofCustomer('c2'),
  ];
};

describe('registering the party of a customer', () => {
  test('keeps the profile, and tells the journal who it is by hash alone', async () => {
    const { store, register, profileOf } = setUp();
    await register(command({ customer: { optOuts: ['sms', 'sms'], segment: 'smb' } }));
    expect(await profileOf('c1')).toEqual({
      partyId: 'c1',
      name: 'Ana Díaz',
      email: 'ana@example.com',
      phone: '+15550100',
      locale: 'es',
      country: 'CO',
      zone: 'America/Bogota',
      segment: 'smb',
    });
    expect(await store.ofCustomer('c1')).toMatchObject({
      partyId: 'c1',
      channels: ['email', 'sms'],
      optOuts: ['sms'],
    });
    const [{ fact } = { fact: undefined }] = store.journal;
    expect(fact?.type).toBe('PartyRegistered');
    expect(partyRegistered.data.parse(fact?.data)).toEqual({
      partyId: 'c1',
      customerId: 'c1',
      profileHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      locale: 'es',
      zone: 'America/Bogota',
      country: 'CO',
      channels: ['email', 'sms'],
      optOuts: ['sms'],
    });
    expect(JSON.stringify(store.journal)).not.toMatch(/Ana|example\.com|15550100/);
  });

  test('has the channels that have an address', async () => {
    const { store, register } = setUp();
    await register(command({ customer: { phone: undefined } }));
    expect((await store.ofCustomer('c1'))?.channels).toEqual(['email']);
  });

  test('changes nothing when the command comes again', async () => {
    const { store, register } = setUp();
    await register(command());
    await register(command());
    expect(store.journal).toHaveLength(1);
  });

  test('keeps the newer profile when an older one comes late', async () => {
    const { store, register, profileOf } = setUp();
    const later = instant('2026-03-02T05:00:00Z');
    await register(
      command({ inputId: 'customer:c1:e2', occurredAt: later, customer: { name: 'Ana Ruiz' } }),
    );
    await register(command());
    expect((await profileOf('c1'))?.name).toBe('Ana Ruiz');
    expect(store.journal).toHaveLength(1);
  });

  test('lets several customers share a party, whose newest profile counts', async () => {
    const { store, register, profileOf } = setUp();
    await register(command({ partyId: 'family' }));
    await register(
      command({
        partyId: 'family',
        inputId: 'customer:c2:e2',
        occurredAt: instant('2026-02-01T05:00:00Z'),
        customer: { customerId: 'c2', name: 'Older' },
      }),
    );
    expect((await store.ofCustomer('c1'))?.partyId).toBe('family');
    expect((await store.ofCustomer('c2'))?.partyId).toBe('family');
    expect((await profileOf('family'))?.name).toBe('Ana Díaz');
    expect(store.journal.map(({ fact }) => fact.data)).toMatchObject([
      { customerId: 'c1' },
      { customerId: 'c2' },
    ]);
  });

  test('keeps the contact log of a party that is registered anew', async () => {
    const { store, register } = setUp();
    await register(command());
    const { stored } = await store.load('c1', '');
    const at = instant('2026-03-01T15:00:00Z');
    const recent = [{ attemptId: 'a', at, channel: 'email' as const, accountId: 'c1|main|USD' }];
    await store.commit({
      stored,
      facts: [],
      effectiveOn: '2026-03-01' as never,
      cause: command().cause,
      state: { ...stored.state, recent },
    });
    await register(command({ inputId: 'customer:c1:e2', occurredAt: at }));
    expect((await store.ofCustomer('c1'))?.recent).toEqual(recent);
  });

  test('keeps the opt-outs that an update does not mention, until a list replaces them', async () => {
    const { store, register } = setUp();
    const update = (day: string, customer: Partial<PartyCommand['customer']>) =>
      register(
        command({
          inputId: `customer:c1:${day}`,
          occurredAt: instant(`2026-03-${day}T05:00:00Z`),
          customer,
        }),
      );
    await update('02', { optOuts: ['all'] });
    await update('04', { email: 'new@example.com' });
    expect((await store.ofCustomer('c1'))?.optOuts).toEqual(['all']);
    await update('03', { optOuts: ['sms'] });
    expect((await store.ofCustomer('c1'))?.optOuts).toEqual(['sms']);
    await update('05', { optOuts: [] });
    expect((await store.ofCustomer('c1'))?.optOuts).toEqual([]);
  });

  test('honours the opt-outs of all customers of a party', async () => {
    const { store, register } = setUp();
    const update = (customerId: string, day: string, over: Partial<PartyCommand['customer']>) =>
      register(
        command({
          partyId: 'family',
          inputId: `customer:${customerId}:${day}`,
          occurredAt: instant(`2026-03-${day}T05:00:00Z`),
          customer: { customerId, ...over },
        }),
      );
    await update('c1', '02', { optOuts: ['sms'] });
    await update('c2', '03', { optOuts: ['email'] });
    expect((await store.ofCustomer('c1'))?.optOuts).toEqual(['email', 'sms']);
    await update('c2', '04', { optOuts: [] });
    expect((await store.ofCustomer('c2'))?.optOuts).toEqual(['sms']);
  });

  test('takes the opt-outs of a customer along to another party, in either order', async () => {
    const refused = command({ partyId: 'old', customer: { optOuts: ['all'] } });
    const moved = command({
      partyId: 'new',
      inputId: 'customer:c1:e2',
      occurredAt: instant('2026-03-02T05:00:00Z'),
    });
    for (const sequence of [
      [refused, moved],
      [moved, refused, refused],
    ]) {
      const { store, register } = setUp();
      for (const asked of sequence) await register(asked);
      expect(await store.ofCustomer('c1')).toMatchObject({ partyId: 'new', optOuts: ['all'] });
      expect(store.journal).toHaveLength(sequence.length);
    }
  });

  test('comes to the same end in any order and with any repeats', async () => {
    const commands = ['01', '02', '03', '03'].flatMap((day, index) =>
      ['c1', 'c2'].map((customerId) =>
        command({
          inputId: `customer:${customerId}:e${index}`,
          partyId: index === 2 && customerId === 'c2' ? 'other' : 'family',
          occurredAt: instant(`2026-03-${day}T05:00:00Z`),
          customer: {
            customerId,
            name: `${customerId} as of ${index}`,
            ...(index === 0 ? { optOuts: ['sms' as const] } : {}),
          },
        }),
      ),
    );
    const expected = await endOf(commands);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...commands, ...commands], { minLength: commands.length * 2 }),
        async (shuffled) => {
          expect(await endOf(shuffled)).toEqual(expected);
        },
      ),
      { numRuns: 50 },
    );
  });

  test.each(['Mars/Olympus', 'Bogota', 'GMT+25:00'])(
    'refuses the zone %s by name',
    async (zone) => {
      const { store, register } = setUp();
      await expect(register(command({ customer: { zone } }))).rejects.toThrow(
        `zone: "${zone}"; expected an IANA time zone such as America/Bogota`,
      );
      expect(store.journal).toEqual([]);
    },
  );

  test('refuses what is no command', async () => {
    const { register } = setUp();
    await expect(register({ ...command(), partyId: 'has space' })).rejects.toThrow('partyId');
  });
});
