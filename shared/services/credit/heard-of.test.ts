import { describe, expect, it } from 'vitest';
import { reception } from '../../../test/support/credit-application.ts';
import { createMemoryApplications } from '../../adapters/memory/applications.ts';
import { businessDate, instant } from '../../domain/calendar.ts';
import { decideReception } from '../../domain/credit/application/decide.ts';
import { evolveAll } from '../../domain/credit/application/evolve.ts';
import type { ApplicationFact } from '../../domain/credit/application/facts.ts';
import { createHeardOf, maxApplications } from './heard-of.ts';

const on = businessDate('2026-03-02');
const heardAt = instant('2026-03-01T09:00:00.000Z');
const cause = { causationId: 'c', correlationId: 'c' };
type Given = Parameters<typeof reception>[0];

/** Applications that are over or open, and a bureau that told of each customer once. */
const setUp = async () => {
  const applications = createMemoryApplications();
  const looked: string[] = [];
  const heardOf = createHeardOf({
    applications,
    news: {
      heard: async (lineId) => {
        looked.push(lineId);
        return [{ alertId: lineId, heardAt, insolvent: true }];
      },
    },
  });
  const apply = async (given: Given, then: readonly ApplicationFact[] = []) => {
    const facts = [...decideReception(reception(given), undefined), ...then];
    const stored = await applications.load(given?.applicationId ?? 'CA-1');
    await applications.commit({ stored, facts, effectiveOn: on, cause });
  };
  const told = async (given: Given) => {
    const state = evolveAll(undefined, decideReception(reception(given), undefined), on);
    if (state === undefined) throw new Error('nothing was received');
    return (await heardOf(state)).map(({ alertId }) => alertId).sort();
  };
  return { apply, told, looked };
};

const expired = (applicationId: string): readonly ApplicationFact[] => [
  { type: 'CreditApplicationExpired', data: { applicationId, waitedFor: 'information' } },
];
const active = (applicationId: string, lineId: string): readonly ApplicationFact[] => [
  { type: 'CreditApplicationActivated', data: { applicationId, lineId } },
];

describe('what bureaus told of an applicant', () => {
  it('is what they told of every number that it is or was a customer by', async () => {
    const { apply, told } = await setUp();
    await apply({ applicationId: 'CA-1', customerId: 'left' }, expired('CA-1'));
    await apply({ applicationId: 'CA-2', customerId: 'acme' }, active('CA-2', 'acme|main'));
    await apply({ applicationId: 'CA-3', customerId: 'asks' });
    await apply({ applicationId: 'CA-4', customerId: 'them', fingerprint: '2'.repeat(64) });
    const now = { applicationId: 'CA-5', customerId: 'second' };
    expect(await told(now)).toEqual(['acme|main', 'asks|main', 'left|main', 'second|main']);
  });

  it('is read once for each, also of the application itself', async () => {
    const { apply, told, looked } = await setUp();
    await apply({ applicationId: 'CA-1' }, expired('CA-1'));
    await apply({ applicationId: 'CA-2' });
    expect(await told({ applicationId: 'CA-2' })).toEqual(['acme|main']);
    expect(looked).toEqual(['acme|main']);
  });

  it('is bounded by the newest of those who asked for much', async () => {
    const { apply, told } = await setUp();
    for (let id = 0; id <= maxApplications; id += 1) {
      const applicationId = `CA-${id}`;
      await apply({ applicationId, customerId: `c${id}` }, expired(applicationId));
    }
    expect(await told({ applicationId: 'CA-now' })).toHaveLength(maxApplications + 1);
  });
});
