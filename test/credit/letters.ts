import type { Random } from '../../local/kernel/random.ts';
import { between } from './applicants.ts';
import { dayMs, hourMs, type World } from './world.ts';

export type Answers = ReadonlyMap<string, number>;

const headers = { accept: 'text/html' };
const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
const FOREIGN_DOCUMENT = 'f'.repeat(64);

/** Applicants, as those who hold the links of their letters and are asked for more. */
export const openMailboxes = (world: World, random: Random): Answers => {
  const { call, after, onLetter, onEvent, tell } = world;
  const answers = new Map<string, number>();
  const count = (what: string): void => {
    answers.set(what, (answers.get(what) ?? 0) + 1);
  };

  /** What the page says that it offers; a link that has run out has none. */
  const documentOf = async (path: string): Promise<string> => {
    const { body } = await call({ method: 'GET', path, headers });
    return /name="document" value="(\w+)"/.exec(body)?.[1] ?? FOREIGN_DOCUMENT;
  };
  const post = async (path: string, answer: 'accept' | 'refuse', document: string) => {
    const body = `document=${document}&answer=${answer}`;
    const { status } = await call({ method: 'POST', path, headers: form, body });
    count(`${answer} ${status}`);
  };
  const openAnd =
    (path: string, ...answered: readonly ('accept' | 'refuse')[]) =>
    async () => {
      const document = await documentOf(path);
      await Promise.all(answered.map((answer) => post(path, answer, document)));
    };

  onLetter((message) => {
    if (message.channel !== 'email' || message.attachments === undefined) return;
    const path = /https:\S+?(\/v1\/credit\/offers\/\S+)/.exec(message.text ?? '')?.[1];
    if (path === undefined) return;
    const own = random.fork(`offer ${path}`);
    const soon = between(own, 1, 96) * hourMs;
    const way = own.next();
    if (way < 0.6) after(soon, 'accepts', openAnd(path, 'accept'));
    else if (way < 0.7) after(soon, 'refuses', openAnd(path, 'refuse'));
    else if (way < 0.78) after(15 * dayMs, 'accepts too late', openAnd(path, 'accept'));
    // The link of the letter ends at an instant; whoever answers in that second is in time or not.
    else if (way < 0.8) after(14 * dayMs, 'accepts at the end', openAnd(path, 'accept'));
    else if (way < 0.87) after(soon, 'clicks twice', openAnd(path, 'accept', 'accept'));
    else if (way < 0.92) after(soon, 'both at once', openAnd(path, 'accept', 'refuse'));
    else if (way < 0.95) {
      after(soon, 'another document', () => post(path, 'accept', FOREIGN_DOCUMENT));
      after(soon + hourMs, 'accepts', openAnd(path, 'accept'));
      after(soon + dayMs, 'changes their mind', openAnd(path, 'refuse'));
    } else if (way < 0.97) {
      const forged = `${path.slice(0, -4)}AAAA`;
      after(soon, 'a forged link', () => post(forged, 'accept', FOREIGN_DOCUMENT));
    }
  });

  onEvent('CreditInformationRequested', ({ data }) => {
    const applicationId = String(data['applicationId']);
    const own = random.fork(`question ${applicationId}`);
    const inform = (answerId: string) => () =>
      tell('CreditInformationProvided', `${applicationId}-${answerId}-${world.runtime.now()}`, {
        applicationId,
        answerId,
        customerId: customerOf.get(applicationId) ?? 'nobody',
        documents: [],
        note: 'as asked',
      });
    const soon = between(own, 2, 200) * hourMs;
    const way = own.next();
    if (way < 0.55) after(soon, 'answers', inform('A-1'));
    else if (way < 0.65) {
      after(soon, 'answers', inform('A-1'));
      after(soon, 'answers again', inform('A-1'));
    } else if (way < 0.75) {
      after(soon, 'answers', inform('A-1'));
      after(soon + hourMs, 'answers more', inform('A-2'));
    } else if (way < 0.85) after(15 * dayMs, 'answers too late', inform('A-1'));
  });
  const customerOf = new Map<string, string>();
  onEvent('CreditApplicationReceived', ({ data }) => {
    customerOf.set(String(data['applicationId']), String(data['customerId']));
  });
  return answers;
};
