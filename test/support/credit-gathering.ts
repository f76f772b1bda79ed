import { businessDate, instant } from '../../shared/domain/calendar.ts';
import type { Application } from '../../shared/domain/credit/types.ts';
import { createLogger } from '../../shared/lambda/logger.ts';
import type { Applicant } from '../../shared/ports/applications.ts';
import type { GatheredFiles } from '../../shared/ports/gathering.ts';
import { noHead } from '../../shared/ports/journal.ts';
import type { ApplicationReads } from '../../shared/services/credit/gathering-case.ts';

export const gatheredAt = instant('2026-02-02T10:00:00.000Z');

export const anApplication: Application = {
  applicationId: 'A-1',
  kind: 'new',
  customerId: 'acme',
  legalEntity: 'main',
  currency: 'USD',
  applicantKind: 'company',
  country: 'CL',
  fingerprint: 'f'.repeat(64),
  askedMinor: 5_000_000,
  askedDays: 30,
  receivedOn: businessDate('2026-02-02'),
  status: 'gathering',
  round: 2,
  noticeOwed: false,
};

export const anApplicant: Applicant = {
  kind: 'company',
  name: 'Acme SA',
  country: 'CL',
  taxId: '760864285',
  locale: 'es',
  zone: 'America/Santiago',
  purposes: ['credit-assessment', 'bureau-enquiry'],
  documents: [],
  notes: [],
};

/** What a gathering function sees of one application, what it kept and what it logged. */
export const gatheringWorld = (
  over: { readonly applicant?: Partial<Applicant> | undefined } = { applicant: {} },
) => {
  const kept: unknown[] = [];
  const lines: string[] = [];
  const applications: ApplicationReads = {
    load: async (id) => (id === 'A-1' ? { state: anApplication, head: noHead } : undefined),
    applicant: async (id) =>
      id === 'A-1' && over.applicant ? { ...anApplicant, ...over.applicant } : undefined,
  };
  const files: GatheredFiles = {
    put: async ({ applicationId, round, source }, value) => {
      kept.push(value);
      return { key: `gathered/${applicationId}/${round}/${source}.json`, sha256: 'd'.repeat(64) };
    },
  };
  const log = createLogger({}, (line) => lines.push(line));
  const clock = { now: () => gatheredAt };
  const rates = { newest: async () => undefined };
  return { applications, files, log, kept, lines, clock, rates };
};
