import { readFileSync } from 'node:fs';

/** A row of the IBM book, read without any help from the product. Days are counted from 1970. */
export type Row = {
  readonly invoice: string;
  readonly customer: string;
  readonly cents: number;
  readonly issued: number;
  readonly due: number;
  readonly settled: number;
};

const dayOf = (text = ''): number => {
  const [month = 0, day = 0, year = 0] = text.split('/').map(Number);
  return Date.UTC(year, month - 1, day) / 86_400_000;
};

export const dayNumber = (iso: string): number => Date.parse(iso.slice(0, 10)) / 86_400_000;

/** The file has no quotes and no commas inside its cells. */
export const readRows = (file: string): Row[] => {
  const [header = '', ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    const cell = (name: string): string | undefined => cells[names.indexOf(name)];
    return {
      invoice: cell('invoiceNumber') ?? '',
      customer: cell('customerID') ?? '',
      cents: Math.round(Number(cell('InvoiceAmount')) * 100),
      issued: dayOf(cell('InvoiceDate')),
      due: dayOf(cell('DueDate')),
      settled: dayOf(cell('SettledDate')),
    };
  });
};

const sum = (rows: readonly Row[]): number => rows.reduce((total, { cents }) => total + cents, 0);

/** What is open at the end of a day and how old it is. */
export const openOn = (rows: readonly Row[], day: number) => {
  const open = rows.filter(({ issued, settled }) => issued <= day && settled > day);
  const late = (least: number, most: number): number =>
    sum(open.filter(({ due }) => day - due >= least && day - due <= most));
  return {
    openMinor: sum(open),
    unappliedMinor: 0,
    aging: {
      current: late(-Infinity, 0),
      d1_30: late(1, 30),
      d31_60: late(31, 60),
      d61_90: late(61, 90),
      d91_plus: late(91, Infinity),
    },
  };
};

/** Totals over the whole book, in which everything is settled in the end. */
export const totals = (rows: readonly Row[]) => {
  const lateness = rows.map(({ due, settled }) => Math.max(0, settled - due));
  const weighted = rows.reduce((all, { cents }, index) => all + cents * (lateness[index] ?? 0), 0);
  return {
    issuedMinor: sum(rows),
    paidMinor: sum(rows),
    creditedMinor: 0,
    writtenOffMinor: 0,
    openMinor: 0,
    unappliedMinor: 0,
    refundedMinor: 0,
    invoices: rows.length,
    lateInvoices: lateness.filter((days) => days > 0).length,
    daysLateMean: lateness.reduce((all, days) => all + days, 0) / rows.length,
    daysLateWeighted: weighted / sum(rows),
  };
};

/** DSO and its best possible value in a calendar month, `YYYY-MM`. */
export const dsoOf = (rows: readonly Row[], month: string) => {
  const first = dayNumber(`${month}-01`);
  const next = new Date(first * 86_400_000);
  const after = Date.UTC(next.getUTCFullYear(), next.getUTCMonth() + 1, 1) / 86_400_000;
  const sales = sum(rows.filter(({ issued }) => issued >= first && issued < after));
  const { openMinor, aging } = openOn(rows, after - 1);
  const days = after - first;
  return sales === 0
    ? { dso: null, bestPossibleDso: null }
    : { dso: (openMinor / sales) * days, bestPossibleDso: (aging.current / sales) * days };
};
