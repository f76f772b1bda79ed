import { bureau, financials, history } from './credit-application.ts';

/** Somebody who signs: one person may have several of these, and so several roles. */
export const principals = [
  'A/ana',
  'B/ana',
  'A/ben',
  'A/mara',
  'A/dora.diaz',
  'B/dora.diaz',
  'A/dimas',
  'A/luis',
  'A/eva',
] as const;
export type Principal = (typeof principals)[number];

export const arnOf = (principal: string): string =>
  `arn:aws:sts::111122223333:assumed-role/${principal}`;

/** Who applies: eva owns acme, and dora asks for herself. Acme and core are one group. */
export const applicants = {
  acme: { kind: 'company', name: 'Acme SL', taxId: 'A58818501', email: 'Eva+1@home.example' },
  bolt: { kind: 'person', name: 'Díaz Dora', taxId: '12345678Z', email: 'bolt@home.example' },
  core: { kind: 'person', name: 'Cora Core', taxId: '87654321X', email: 'core@home.example' },
} as const;
export type ApplicantName = keyof typeof applicants;
export const owners: Readonly<Record<ApplicantName, string | undefined>> = {
  acme: 'eva',
  bolt: 'dora.diaz',
  core: undefined,
};

export type Act =
  | 'approve'
  | 'approve-stale'
  | 'claim'
  | 'return'
  | 'raise'
  | 'lower'
  | 'ask'
  | 'escalate'
  | 'decline'
  | 'withdraw';

/** What anybody may do at any time. `app` and `line` count through what there is. */
export type Command =
  /** `establish` also approves and accepts, by two directors who do nothing else. */
  | {
      readonly do: 'apply' | 'establish';
      readonly who: ApplicantName;
      readonly customer: 'c1' | 'c2' | 'c3';
      readonly dollars: number;
      readonly pesos: boolean;
      readonly grouped: boolean;
      readonly known: boolean;
      readonly submittedBy?: string | undefined;
    }
  | { readonly do: 'act'; readonly app: number; readonly by: Principal; readonly act: Act }
  /** `carry` does what the machine and a willing applicant would do without anybody else. */
  | { readonly do: 'machine' | 'accept' | 'answer' | 'carry'; readonly app: number }
  | {
      readonly do: 'line';
      readonly line: number;
      readonly by: Principal | Founder;
      readonly act: 'hold-line' | 'release-line' | 'review-line' | 'close-line' | 'join' | 'leave';
    }
  | { readonly do: 'group'; readonly by: Principal | Founder; readonly dollars: number }
  /** A promise of the customer was broken, and whoever watches lines hears of it. */
  | { readonly do: 'trouble'; readonly customer: 'c1' | 'c2' | 'c3' }
  | { readonly do: 'repeat' };

export const pesosOfDollar = 4000;

/** Of somebody whose figures support a limit that takes two people, in their currency. */
export const soundIn = (currency: string) => {
  const times = currency === 'USD' ? 1 : pesosOfDollar;
  return {
    history: { ...history, purchasesMinor: 300_000_000 * times },
    bureau,
    financials: {
      ...financials,
      ownFundsMinor: 600_000_000 * times,
      turnoverMinor: 3_000_000_000 * times,
    },
  };
};

export type Applied = Extract<Command, { readonly who: ApplicantName }>;

export const founders = ['Z/zoe', 'Z/zac'] as const;
export type Founder = (typeof founders)[number];

/** What somebody asks of a referral on these terms. */
export const bodyOn = (
  referral: { readonly limitMinor: number; readonly termsDays: number } | undefined,
  act: Act,
): object => {
  const { limitMinor = 1, termsDays = 30 } = referral ?? {};
  const terms = { limitMinor, termsDays };
  switch (act) {
    case 'approve':
      return { act, ...terms };
    case 'approve-stale':
      return { act: 'approve', ...terms, limitMinor: limitMinor + 1 };
    case 'raise':
      return { act: 'change', ...terms, limitMinor: limitMinor * 3 };
    case 'lower':
      return { act: 'change', ...terms, limitMinor: Math.ceil(limitMinor / 2) };
    case 'ask':
      return { act, what: ['Accounts'] };
    default:
      return { act };
  }
};
