import { createBookReader } from '../../integrity/aws/reader.ts';
import { type Finding, isHarmless, mendText } from '../../integrity/finding.ts';
import { type Verification, verifyAccount, verifyBook } from '../../integrity/verify.ts';
import { counted } from '../amount.ts';
import { type Command, CommandFailed } from '../command.ts';

/** What follows a commit within a book that is at work: a redelivery or two of its slowest queue. */
const graceSeconds = 15 * 60;

const told = ({ check, subject, problem, mend }: Finding, where: readonly string[]) => [
  `${check}: ${subject}`,
  `  ${problem}`,
  `  mend: ${mendText(mend, where)}`,
];

/** What an older release wrote is told apart: there is more of it than of anything else. */
const endOf = (findings: readonly Finding[]): string => {
  const older = findings.filter(isHarmless).length;
  const wrong = findings.length - older;
  return [
    wrong === 0 ? 'nothing is wrong' : counted(wrong, 'finding'),
    ...(older === 0
      ? []
      : [`${counted(older, 'item member')} of an older shape, to be rebuilt at leisure`]),
  ].join('; ');
};

const summary = ({ findings, counts, moving }: Verification): string[] => {
  const { streams, events, accounts, cases, parties, alerts, credit } = counts;
  return [
    `verified ${counted(events, 'event')} in ${counted(streams, 'stream')}: ${counted(accounts, 'account')}, ${counted(cases, 'case')}, ${parties === 1 ? '1 party' : `${parties} parties`}, ${counted(alerts, 'alert')}${credit === 0 ? '' : `, ${credit} applications and lines of credit`}`,
    ...moving.map((subject) => `${subject} kept moving and was left out; verify it again`),
    endOf(findings),
  ];
};

export const verify: Command = {
  name: 'verify',
  does: 'check hash chains, projections, money, cases and waits against the journal',
  args: [],
  options: {
    account: { does: 'only this account, its cases and its party', value: 'ACCOUNT' },
  },
  run: async ({ options, estate, environment }) => {
    const at = await estate();
    const where = environment === undefined ? ['--local'] : ['--env', environment];
    const verifying = { reader: createBookReader(at), now: at.now(), graceSeconds };
    const { account } = options;
    const verification = await (account === undefined
      ? verifyBook(verifying)
      : verifyAccount(verifying, account));
    const { findings, counts, moving } = verification;
    if (account !== undefined && counts.accounts === 0 && moving.length === 0) {
      throw new CommandFailed(`there is no account ${account}`);
    }
    return {
      lines: [...findings.flatMap((finding) => told(finding, where)), ...summary(verification)],
      json: {
        ...verification,
        findings: findings.map((each) => ({ ...each, mend: mendText(each.mend, where) })),
      },
      ok: findings.every(isHarmless),
    };
  },
};
