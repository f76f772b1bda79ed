import { seenOf } from '../../shared/domain/credit/line/seen.ts';
import { decideClose } from '../../shared/domain/credit/line/terms.ts';
import { collect } from './collect.ts';
import { granted } from './credit-line.ts';
import { commandOf, type TestCommand } from './ledger.ts';
import type { LineTables } from './line-tables.ts';

export const cause = { causationId: 'input-1', correlationId: 'flow-1' };

type Terms = Parameters<typeof granted>[0];

/** A customer over the tables: its line, its accounts, and what happens to them. */
export const customerOf = ({ deps, desk }: LineTables, customerId: string) => {
  const lineId = `${customerId}|main`;
  const of = { customerId, legalEntity: 'main' } as const;
  const known = async () => {
    const line = (await deps.lines.load(lineId))?.line;
    return line && seenOf(line);
  };
  /** By whoever has just seen the line. */
  const decided = async (over: Terms, kind: 'application' | 'review') => {
    const basis = { seen: await known() };
    return desk.grant(granted({ customerId, ...over }), kind, cause, basis);
  };
  const post = (command: TestCommand, currency = 'USD') =>
    deps.ledger.post(commandOf(command, `${lineId}|${currency}`));
  const events = () => collect(deps.journal.read({ streamId: `line#${lineId}` }));
  return {
    customerId,
    lineId,
    of,
    known,
    decided,
    grant: (over: Terms = {}) =>
      decided({ applicationId: `CA-${customerId}`, ...over }, 'application'),
    place: (orderId: string, amountMinor = 10_000, over: object = {}) =>
      desk.place(of, { orderId, amountMinor, currency: 'USD', revision: 1, ...over }, cause),
    post,
    bill: (
      invoiceNumber: string,
      invoice: {
        readonly totalMinor?: number | undefined;
        readonly dueOn?: string | undefined;
        readonly orderId?: string | undefined;
        readonly currency?: string | undefined;
      } = {},
    ) => {
      const { totalMinor = 10_000, dueOn = '2026-04-01', orderId, currency } = invoice;
      return post(
        {
          kind: 'issue-invoice',
          customerId,
          invoiceNumber,
          issuedOn: '2026-03-02',
          totalMinor,
          instalments: [{ dueOn, amountMinor: totalMinor }],
          ...(orderId === undefined ? {} : { orderId }),
        },
        currency,
      );
    },
    pay: (paymentId: string, amountMinor: number) =>
      post({
        kind: 'record-payment',
        paymentId: `${customerId}:${paymentId}`,
        amountMinor,
        receivedOn: '2026-03-02',
        invoiceNumbers: [],
      }),
    look: (currencies?: readonly string[]) => desk.watch(lineId, cause, undefined, currencies),
    close: () => desk.decideOn(lineId, cause, (line) => decideClose(line, { because: 'person' })),
    events,
    told: async () => (await events()).map(({ type }) => type),
    figures: async () => {
      const view = await desk.look(lineId);
      if (view === undefined || !view.exposure.ok) throw new Error('nothing is known');
      const { openMinor, reservedMinor, unappliedMinor, exposureMinor } = view.exposure;
      return { openMinor, reservedMinor, unappliedMinor, exposureMinor };
    },
  };
};

export type Customer = ReturnType<typeof customerOf>;
