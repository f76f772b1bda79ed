import { describe, expect, it } from 'vitest';
import { createSandboxBureau } from '../../../shared/adapters/bureau/sandbox.ts';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { type Instant, instant } from '../../../shared/domain/calendar.ts';
import { bureauReportSchema } from '../../../shared/domain/credit/inputs.ts';
import { InvalidInput } from '../../../shared/lambda/task.ts';
import type { Kept } from '../../../shared/ports/gathering.ts';
import { gatherAnswer } from '../../../statemachines/credit-approval/io.ts';
import { gatheredAt, gatheringWorld } from '../../../test/support/credit-gathering.ts';
import { createHandler } from './handler.ts';

type Told = {
  readonly heardAt?: Instant;
  /** When the newest report was received that is kept. */
  readonly received?: Instant;
  /** When an earlier try of this round had its answer. */
  readonly before?: Instant;
  readonly purposes?: readonly string[];
};

const gather = async (
  taxId: string,
  applicationId = 'A-1',
  { heardAt, received, before, purposes }: Told = {},
) => {
  const consent = purposes === undefined ? {} : { purposes };
  const world = gatheringWorld({ applicant: { taxId, ...consent } });
  const asked: string[] = [];
  const handler = createHandler({
    ...world,
    heardOf: async ({ customerId }) => {
      asked.push(customerId);
      return heardAt === undefined ? [] : [{ alertId: 'a', heardAt, insolvent: true }];
    },
    settings: {
      bureaus: [{ name: 'sandbox', kind: 'sandbox', attempts: 2 }],
      reuseMonths: 6,
      wanted: ['score'],
    },
    bureauOf: createSandboxBureau,
    reports: {
      answered: async () => before && keptAt(before),
      newest: async () => received && keptAt(received),
      keep: async (_, answer) => ({ answer, sha256: 'a'.repeat(64) }),
    },
    sha256,
  });
  return { ...world, asked, answer: await handler({ applicationId }, world.log) };
};

/** A report that the sandbox gave then. */
const keptAt = (receivedAt: Instant): Kept => {
  const report = { ...blank, bureau: 'sandbox', score: 33 };
  const kept = { bureau: 'sandbox', requestId: 'r', currency: 'USD', raw: '{}' };
  return {
    answer: { ...kept, receivedAt, status: 'found', report },
    sha256: 'b'.repeat(64),
  };
};
const blank = {
  reportId: 'old',
  asOf: '2026-01-15',
  bankrupt: false,
  openDefaults: 0,
  openDefaultsMinor: null,
  legalActions: null,
  meanDaysBeyondTerms: null,
  creditLines: null,
  utilisation: null,
  inquiries: null,
  monthsOnFile: null,
};

describe('gather-bureau', () => {
  it('answers where the report is kept, in the form of the machine', async () => {
    const { answer, kept, lines } = await gather('760864285');
    expect(gatherAnswer.parse(answer)).toEqual(answer);
    expect(answer).toEqual({
      source: 'bureau',
      status: 'found',
      key: 'gathered/A-1/2/bureau.json',
      sha256: 'd'.repeat(64),
      receivedAt: gatheredAt,
      bureau: 'sandbox',
      asked: [
        {
          provider: 'sandbox',
          status: 'found',
          sha256: 'a'.repeat(64),
          receivedAt: gatheredAt,
        },
      ],
    });
    expect(bureauReportSchema.parse(kept[0])).toMatchObject({ bureau: 'sandbox' });
    expect(lines).toEqual([]);
  });

  it.each([
    ['760860085', 'timed-out'],
    ['760860185', 'unavailable'],
    ['760860285', 'invalid'],
    ['760860485', 'no-record'],
  ])('goes on without a report where the bureau fails: %s is %s', async (taxId, status) => {
    const { answer, kept, lines } = await gather(taxId);
    expect(gatherAnswer.parse(answer)).toMatchObject({ source: 'bureau', status });
    expect(kept).toEqual([]);
    expect(lines).toHaveLength(status === 'no-record' ? 0 : 1);
    expect(lines.join()).not.toMatch(/7608|Acme/);
  });

  it('uses no report from before an alert about the customer, with or without a line', async () => {
    const received = instant('2026-01-15T10:00:00.000Z');
    const old = await gather('760864285', 'A-1', { received });
    expect(old.answer.status).toBe('reused');
    expect(old.asked).toEqual(['acme']);
    const heardAt = instant('2026-01-20T10:00:00.000Z');
    const { answer, kept } = await gather('760864285', 'A-1', { received, heardAt });
    expect(answer).toMatchObject({ status: 'found', newsAt: heardAt });
    expect(old.answer).not.toHaveProperty('newsAt');
    expect(bureauReportSchema.parse(kept[0]).reportId).not.toBe('old');
  });

  const heardAt = instant('2026-01-20T10:00:00.000Z');
  it.each([
    ['no bureau has a record', '760860485', { heardAt }],
    ['no bureau answers', '760860185', { heardAt }],
    ['none may be asked', '760864285', { heardAt, purposes: [] }],
    [
      'an earlier try was answered before they came',
      '760864285',
      { heardAt, before: instant('2026-01-20T09:59:00.000Z') },
    ],
  ])('knows of no news where %s', async (_, taxId, told) => {
    expect((await gather(taxId, 'A-1', told)).answer).not.toHaveProperty('newsAt');
  });

  it('knows of what came before an earlier try was answered', async () => {
    const before = instant('2026-01-20T10:01:00.000Z');
    const { answer } = await gather('760864285', 'A-1', { heardAt, before });
    expect(answer).toMatchObject({ status: 'found', newsAt: heardAt });
  });

  it('refuses an application that is not there', async () => {
    await expect(gather('760864285', 'A-2')).rejects.toThrow(InvalidInput);
  });
});
