import { expect, it } from 'vitest';
import { policyOf, scorecardOf } from '../../credit-policies/catalogue.ts';
import type { DomainData } from '../../events/catalogue.ts';
import { sha256 } from '../../shared/adapters/dynamodb/hash-chain.ts';
import { replayDecision } from '../../shared/domain/credit/replay.ts';
import { applies } from '../support/story/credit-tellings.ts';
import { type Story, story } from '../support/story/story.ts';
import { customer, invoice, stripe } from '../support/story/tellings.ts';

/** What each application's sources came to, in the order in which they were asked. */
const gatheredIn = ({ runtime }: Story): Record<string, string[]> => {
  const rounds = runtime.busEvents
    .filter(({ detailType }) => detailType === 'CreditDataGathered')
    .map(({ detail }) => (detail as { readonly data: DomainData<'CreditDataGathered'> }).data);
  return Object.fromEntries(
    rounds.map(({ applicationId, sources }) => [
      applicationId,
      sources.map(({ source, provider, status }) => `${provider ?? source} ${status}`),
    ]),
  );
};

const reportsIn = ({ runtime }: Story): string[] =>
  [...runtime.objects('CreditFilesBucket').keys()].filter((key) => key.startsWith('reports/'));

/** Chilean companies with the two digits by which the sandbox tells what to do. */
const companies = {
  '00': '76123004-2',
  '01': '76123014-K',
  '02': '76123024-7',
  '03': '76123034-4',
  '04': '76123044-1',
} as const;

it('goes on without a bureau that is silent or answers garbage, and tells it once a day', () =>
  story({ from: '2026-03-02' }, async (s) => {
    Object.entries(companies).forEach(([digits, taxId], index) => {
      const customerId = `c${digits}`;
      const applicant = { country: 'CL', taxId };
      s.tell('2026-03-02', `09:0${index}`, applies(`CA-${digits}`, { customerId, applicant }));
    });
    const lines = await s.skipThrough('2026-03-02');
    expect(gatheredIn(s)).toEqual({
      'CA-00': ['history no-record', 'sandbox timed-out', 'financials found'],
      'CA-01': ['history no-record', 'sandbox unavailable', 'financials found'],
      'CA-02': ['history no-record', 'sandbox invalid', 'financials found'],
      'CA-03': ['history no-record', 'sandbox found', 'financials found'],
      'CA-04': ['history no-record', 'sandbox no-record', 'financials found'],
    });
    expect(lines.filter((line) => line.startsWith('AlertRaised'))).toEqual([
      'AlertRaised warning bureau-down',
    ]);
    // Nobody is approved on what nobody knows.
    const referred = lines.filter((line) => line.startsWith('CreditReferred'));
    expect(referred.length).toBeGreaterThanOrEqual(4);
    // Garbage is kept for people as well.
    expect(reportsIn(s)).toHaveLength(3);
  }));

it('asks a bureau once for all that a report may serve, and again when it is too old', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '09:00', applies('CA-1'));
    // The offers that nobody answers end before the applicant comes back.
    s.tell('2026-08-31', '09:00', applies('CA-2'));
    s.tell('2026-12-01', '09:00', applies('CA-3'));
    await s.skipThrough('2026-12-01');
    expect(Object.entries(gatheredIn(s)).map(([id, sources]) => `${id} ${sources[1]}`)).toEqual([
      'CA-1 sandbox found',
      'CA-2 sandbox reused',
      'CA-3 sandbox found',
    ]);
    expect(reportsIn(s)).toHaveLength(2);
  }));

it('asks a bureau once when the function dies after the answer was kept', () =>
  story(
    {
      from: '2026-03-02',
      faults: {
        script: ({ functionName, operation, invocation }) =>
          functionName === 'GatherBureauFunction' &&
          operation === 'TransactWriteItems' &&
          invocation === 1
            ? 'crash-after'
            : undefined,
      },
    },
    async (s) => {
      s.tell('2026-03-02', '09:00', applies('CA-1'));
      await s.skipThrough('2026-03-02');
      expect(gatheredIn(s)['CA-1']?.[1]).toBe('sandbox found');
      expect(reportsIn(s)).toHaveLength(1);
      expect(s.runtime.coverage('CreditApproval').retries).not.toEqual({});
    },
  ));

it('knows how a customer of old paid until this moment', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '05:00', customer('acme'));
    s.tell('2026-03-02', '06:00', invoice('INV-1', { dueOn: '2026-03-12' }));
    s.tell('2026-03-02', '06:10', invoice('INV-2', { dueOn: '2026-04-01' }));
    s.tell('2026-03-20', '09:00', stripe('pi_1', 100_000, ['INV-1']).paid);
    s.tell('2026-04-10', '09:00', applies('CA-1'));
    await s.skipThrough('2026-04-10');
    expect(gatheredIn(s)['CA-1']?.[0]).toBe('history found');
    const objects = [...s.runtime.objects('CreditFilesBucket').values()];
    const object = objects.find(({ key }) => key.startsWith('gathered/CA-1/1/history-'));
    expect(JSON.parse(Buffer.from(object?.body ?? '').toString('utf8'))).toEqual({
      asOf: '2026-04-10',
      customerForMonths: 1,
      invoices: 2,
      settled: 1,
      purchasesMinor: 200_000,
      lateShare: 1,
      meanDaysLate: 8,
      maxDaysPastDue: 9,
      daysPastDue: 9,
      openMinor: 100_000,
      overdueMinor: 100_000,
      brokenPromises: 0,
      returnedPayments: 0,
      writtenOffMinor: 0,
      // One invoice paid late and another past due, by the model that dev names.
      lateProbability: 0.200343,
      expectedDaysLate: 2.97,
      latenessModel: {
        id: 'ibm-sample',
        version: 1,
        sha256: 'e6c02383865c493a8b4f1e3eec6cd0b0c20d8953f39ca7954e456bdc8a8374ca',
        lateAfterDays: 10,
      },
    });
    // The decision records what was said, and says it again from what was kept.
    const [recorded] = s.runtime.busEvents
      .filter(({ detailType }) => detailType === 'CreditDecided')
      .map(({ detail }) => (detail as { readonly data: DomainData<'CreditDecided'> }).data);
    if (recorded === undefined) throw new Error('nothing was decided');
    expect(recorded.lateness).toMatchObject({ probabilityPpm: 200_343, expectedDays: 2.97 });
    const kept = objects.find(({ key }) => key === recorded.inputs.key);
    const inputs = Buffer.from(kept?.body ?? '').toString('utf8');
    const published = { policyOf, scorecardOf, digest: sha256 };
    expect(replayDecision({ recorded, inputs }, published)).toEqual({ replay: 'same' });
    const other = { ...recorded, lateness: { ...recorded.lateness, expectedDays: 3 } };
    expect(replayDecision({ recorded: other as typeof recorded, inputs }, published)).toMatchObject(
      {
        replay: 'different',
      },
    );
  }));
