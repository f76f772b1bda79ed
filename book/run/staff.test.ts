import { expect, it } from 'vitest';
import type { OutboxMessage } from '../../local/outbox.ts';
import { businessDate, instantOf } from '../../shared/domain/calendar.ts';
import type { BookRuntime } from './runtime-port.ts';
import { employ } from './staff.ts';

type Request = Parameters<BookRuntime['http']>[0];

const from = businessDate('2026-03-06');
const book = { zone: 'UTC', from, to: businessDate('2026-03-09') };

/** Referrals `CA-1` to `CA-40` of the analysts, on the first day, and one letter with an offer. */
const play = async (answerTo: (request: Request) => object) => {
  const scripts: { at: number; label: string; script: () => Promise<void> }[] = [];
  const requests: Request[] = [];
  const referrals = Array.from({ length: 40 }, (_, index) => ({
    applicationId: `CA-${index + 1}`,
    limitMinor: 1_000_000,
    termsDays: 30,
  }));
  const letter = {
    channel: 'email',
    text: 'Your offer: https://api.example.com/v1/credit/offers/abc.def to be answered',
    attachments: [{ bytes: new Uint8Array() }],
  } as unknown as OutboxMessage;
  employ(
    {
      at: (at, label, script) => {
        scripts.push({ at, label, script });
      },
      outbox: () => [letter],
      http: async (request) => {
        requests.push(request);
        if (request.path.includes('role=analyst')) {
          return { status: 200, body: JSON.stringify({ referrals }) };
        }
        if (request.path.includes('/referrals')) return { status: 200, body: '{"referrals":[]}' };
        if (request.path.includes('/offers/')) {
          return { status: 200, body: '<input name="document" value="ab12">' };
        }
        return { status: 200, body: JSON.stringify(answerTo(request)) };
      },
    },
    book,
    1,
  );
  for (const { script } of scripts) await script();
  const acts = requests
    .filter(({ path }) => path.endsWith('/acts'))
    .map(({ path, body, caller }) => ({
      path,
      by: caller?.arn.split('/').slice(1).join('/'),
      ...(JSON.parse(body) as { act: string; actId: string; limitMinor?: number }),
    }));
  return { scripts, requests, acts };
};

it('works on working days, the desk before the applicants', async () => {
  const { scripts } = await play(() => ({ status: 'approved' }));
  expect(scripts.map(({ at }) => instantOf(at))).toEqual([
    '2026-03-06T15:00:00.000Z',
    '2026-03-06T16:30:00.000Z',
    '2026-03-09T15:00:00.000Z',
    '2026-03-09T16:30:00.000Z',
  ]);
});

it('goes every way, the same way for the same application, and names the terms', async () => {
  const { acts } = await play(() => ({ status: 'approved' }));
  const kinds = new Set(acts.map(({ act }) => act));
  expect(kinds).toEqual(new Set(['approve', 'change', 'decline']));
  expect(new Set(acts.map(({ by }) => by))).toEqual(new Set(['CreditAnalyst/ana']));
  const ways = (day: string) =>
    acts.filter(({ actId }) => actId.includes(day)).map(({ act, path }) => `${act} ${path}`);
  expect(ways('2026-03-09')).toEqual(ways('2026-03-06'));
  const approvals = acts.filter(({ act }) => act === 'approve');
  expect(new Set(approvals.map(({ limitMinor }) => limitMinor))).toEqual(
    new Set([1_000_000, 600_000]),
  );
});

it('asks somebody else when one approval is not enough', async () => {
  const { acts } = await play(() => ({ status: 'referred', approvals: 1 }));
  const approvals = acts.filter(({ act }) => act === 'approve');
  expect(approvals.filter(({ by }) => by === 'CreditManager/eva').length).toBe(
    approvals.length / 2,
  );
});

it('answers an offer once, by the form of its page', async () => {
  const { requests } = await play(() => ({ status: 'approved' }));
  const offers = requests.filter(({ path }) => path === '/v1/credit/offers/abc.def');
  expect(offers.map(({ method }) => method)).toEqual(['GET', 'POST']);
  expect(offers[1]?.body).toMatch(/^document=ab12&answer=(accept|refuse)$/);
});
