import { createRandom, type Random } from '../../local/kernel/random.ts';
import { addDays, epochMs, instantAt, weekdayOf } from '../../shared/domain/calendar.ts';
import type { Book } from '../model.ts';
import type { BookRuntime } from './runtime-port.ts';

/** What a role of the credit desk is called in the directory, and who has it. */
const desk = [
  { role: 'analyst', iamRole: 'CreditAnalyst', people: ['ana', 'ben'] },
  { role: 'manager', iamRole: 'CreditManager', people: ['eva'] },
  { role: 'director', iamRole: 'CreditDirector', people: ['ivo'] },
] as const;

const deskHour = '15:00';
const applicantHour = '16:30';

type Runtime = Pick<BookRuntime, 'http' | 'outbox'>;
type Referral = {
  readonly applicationId: string;
  readonly limitMinor: number;
  readonly currency: string;
  readonly termsDays: number;
};

const callerOf = (iamRole: string, person: string): { readonly arn: string } => ({
  arn: `arn:aws:sts::111122223333:assumed-role/${iamRole}/${person}`,
});

/** Which way somebody goes, the same for the same application whatever else happens. */
const wayOf = (random: Random, id: string): number => random.fork(id).next();

const post = (
  runtime: Runtime,
  who: { readonly iamRole: string; readonly person: string },
  { applicationId }: Referral,
  body: object,
) =>
  runtime.http({
    method: 'POST',
    path: `/v1/operator/credit/applications/${encodeURIComponent(applicationId)}/acts`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    caller: callerOf(who.iamRole, who.person),
  });

const referralsOf = async (runtime: Runtime, role: string): Promise<readonly Referral[]> => {
  const { status, body } = await runtime.http({
    method: 'GET',
    path: `/v1/operator/credit/referrals?role=${role}`,
    headers: {},
    body: '',
    caller: callerOf('CreditDirector', 'ivo'),
  });
  if (status !== 200) return [];
  return (JSON.parse(body) as { readonly referrals: readonly Referral[] }).referrals;
};

/** Most are approved as proposed, some for less, some declined, and a few stay where they are. */
const decide = async (
  runtime: Runtime,
  random: Random,
  at: (typeof desk)[number],
  referral: Referral,
  day: string,
): Promise<void> => {
  const { applicationId, limitMinor, termsDays, currency } = referral;
  const way = wayOf(random, `${at.role} ${applicationId}`);
  if (way > 0.92) return;
  const actId = (verb: string) => `${verb}-${day}-${at.role}-${applicationId}`.replaceAll('|', '-');
  const [person] = at.people;
  const who = { iamRole: at.iamRole, person };
  const reasoned = (verb: string, reason: string) => ({ act: verb, actId: actId(verb), reason });
  if (way > 0.78) {
    await post(runtime, who, referral, reasoned('decline', 'weak against what is asked'));
    return;
  }
  let terms = { limitMinor, currency, termsDays };
  if (way > 0.66) {
    terms = { ...terms, limitMinor: Math.max(1, Math.round(limitMinor * 0.6)) };
    await post(runtime, who, referral, { ...reasoned('change', 'begin with less'), ...terms });
  }
  const yes = { ...reasoned('approve', 'sound enough'), ...terms };
  const { body } = await post(runtime, who, referral, yes);
  const { status } = JSON.parse(body) as { readonly status?: string };
  if (status !== 'referred') return;
  // Four eyes: somebody else looks at it as well.
  const other = desk.find(({ role }) => role !== at.role) ?? desk[0];
  await post(
    runtime,
    { iamRole: other.iamRole, person: other.people.at(-1) ?? other.people[0] },
    referral,
    { ...yes, actId: actId('second') },
  );
};

const deskDay = async (runtime: Runtime, random: Random, day: string): Promise<void> => {
  for (const at of desk) {
    for (const referral of await referralsOf(runtime, at.role)) {
      await decide(runtime, random, at, referral, day);
    }
  }
};

/** Links of offers in the letters that came since the last look. */
const offersIn = (runtime: Runtime, seen: Set<string>): string[] =>
  runtime.outbox().flatMap((message) => {
    if (message.channel !== 'email' || message.attachments === undefined) return [];
    const path = /https:\S+?(\/v1\/credit\/offers\/\S+)/.exec(message.text ?? '')?.[1];
    if (path === undefined || seen.has(path)) return [];
    seen.add(path);
    return [path];
  });

/** Opens the page of an offer and answers by its form, as a browser does. */
const answerOffer = async (runtime: Runtime, path: string, accept: boolean): Promise<void> => {
  const headers = { accept: 'text/html' };
  const { body } = await runtime.http({ method: 'GET', path, headers, body: '' });
  const document = /name="document" value="(\w+)"/.exec(body)?.[1];
  if (document === undefined) return;
  await runtime.http({
    method: 'POST',
    path,
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    body: `document=${document}&answer=${accept ? 'accept' : 'refuse'}`,
  });
};

/**
 * Plays the people of the credit side on every working day: those of the desk, through the signed
 * API, and applicants, through the links in their letters.
 */
export const employ = (
  runtime: Runtime & Pick<BookRuntime, 'at'>,
  { zone, from, to }: Pick<Book, 'zone' | 'from' | 'to'>,
  seed: number,
): void => {
  const random = createRandom(seed, 'staff');
  const seen = new Set<string>();
  for (let day = from; day <= to; day = addDays(day, 1)) {
    if (weekdayOf(day) === 'sat' || weekdayOf(day) === 'sun') continue;
    runtime.at(epochMs(instantAt(zone, day, deskHour)), `credit desk ${day}`, () =>
      deskDay(runtime, random, day),
    );
    runtime.at(epochMs(instantAt(zone, day, applicantHour)), `applicants ${day}`, async () => {
      for (const path of offersIn(runtime, seen)) {
        const way = wayOf(random, path);
        if (way < 0.92) await answerOffer(runtime, path, way < 0.84);
      }
    });
  }
};
