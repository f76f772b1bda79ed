/** What is checked. The name stands in findings, in their tests and in the runbooks. */
export const checks = {
  chain: 'Each event carries the hash of the one before it',
  snapshot: 'A snapshot stands where its stream stands, and says what the events add up to',
  projection: 'Items that are derived from the journal say what it says',
  money: 'Amounts tie: what was issued is open, paid, credited or written off; cash likewise',
  marker: 'What was booked once has the marker that keeps it from being booked again',
  claim: 'A payment is the cash of one account',
  plan: 'Work that was cut into transactions is carried to its end',
  held: 'Nothing waits for what has arrived',
  case: 'The item of a case is what its events say',
  task: 'Each task that was opened has its item',
  execution: 'An open case has an execution, and an execution has an open case',
  wait: 'A wait belongs to a case that is open',
  chasing: 'Who owes something past due has a case, and who owes nothing has none',
  party: 'The item of a party is what its events say',
  credit: 'The items of an application for credit, or of a line, are what its events say',
  attempt: 'The item of an attempt tells the outcome that the journal tells',
  'older-shape': 'An item has the shape that this release writes',
  'sent-once': 'A step of a case is sent and carried out at most once for its anchor',
  alert: 'The item of an alert is what its event says, and its notice was published',
} as const;

export type Check = keyof typeof checks;

/** What mends it: words of `npm run cartera -- <words>`, or a page where people must decide. */
export type Mend =
  | { readonly command: readonly string[] }
  | { readonly runbook: string; readonly because: string };

/** Nothing is lost by these, and nothing goes wrong: a release keeps more than the one before. */
export const isHarmless = ({ check }: Finding): boolean => check === 'older-shape';

/** Something that does not hold. */
export type Finding = {
  readonly check: Check;
  /** Stream or item that it is about. */
  readonly subject: string;
  /** One sentence, with the values. No personal data. */
  readonly problem: string;
  readonly mend: Mend;
};

export const mendWith = (...command: readonly string[]): Mend => ({ command });

/** The journal itself is damaged, or something that it does not hold. */
export const mendByRestore: Mend = {
  runbook: 'docs/runbooks/restore.md',
  because: 'only an earlier copy has what is missing here',
};

/** No command takes a message back: people decide what the debtor is told. */
export const mendByPeople: Mend = {
  runbook: 'docs/runbooks/wrong-send.md',
  because: 'a message cannot be taken back',
};

const plainWord = /^[\w./:@=-]+$/;

/** Quoted for a POSIX shell, because account ids hold bars. */
const word = (text: string): string =>
  plainWord.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** Every command that mends is journalled with its reason. */
const why = ['--reason', 'found by verify'];

/** How a person types what mends it, with the options that say where. */
export const mendText = (mend: Mend, where: readonly string[] = []): string =>
  'command' in mend
    ? `npm run cartera -- ${[...mend.command, ...where, ...why].map(word).join(' ')}`
    : `see ${mend.runbook}: ${mend.because}`;
