import type { CreditLine } from '../../shared/domain/credit/line/types.ts';
import type { LineReader } from '../../shared/ports/credit-lines.ts';
import { waitingLine } from './credit-line.ts';

const cause = { causationId: 'e', correlationId: 'e' };

/** What a line says of which a review is due. */
export const beginReview = (lineId: string, on: string) => {
  const applicationId = `review:${lineId}:${on}`;
  return {
    kind: 'begin-review',
    inputId: `application:${applicationId}`,
    customerId: 'acme',
    cause,
    occurredAt: `${on}T09:00:00.000Z`,
    review: { lineId, applicationId, because: 'periodic', dueOn: on, overdueOn: '2026-03-02' },
    line: { applicationId: 'CA-1', limitMinor: 500_000, currency: 'USD', termsDays: 30 },
  };
};

/** Lines of which nothing is known but the review that each waits for. */
export const createWaitingLines = () => {
  const awaited = new Map<string, CreditLine>();
  const lines: Pick<LineReader, 'load'> = {
    load: async (lineId) => {
      const line = awaited.get(lineId);
      return line && { line, head: { version: 1, hash: 'hash' }, accounts: {} };
    },
  };
  return {
    lines,
    /** The line waits for that review from now on, or for none. */
    waits: (lineId: string, reviewId?: string): void => {
      if (reviewId === undefined) awaited.delete(lineId);
      else awaited.set(lineId, waitingLine(lineId, reviewId));
    },
  };
};
