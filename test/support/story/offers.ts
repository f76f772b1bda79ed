import { createHash } from 'node:crypto';
import type { Runtime } from '../../../local/runtime.ts';

type Letter = { readonly subject: string; readonly text: string; readonly document: Uint8Array };

/** The letters that left, with their documents, oldest first. */
export const lettersOf = ({ outbox }: Pick<Runtime, 'outbox'>): Letter[] =>
  outbox.flatMap((message) =>
    message.channel === 'email' && message.attachments !== undefined
      ? [
          {
            subject: message.subject,
            text: message.text ?? '',
            document: message.attachments[0]?.bytes ?? new Uint8Array(),
          },
        ]
      : [],
  );

/** The applicant with the letter in hand: opens its link, and answers by the form of the page. */
export const holderOf = (runtime: Pick<Runtime, 'outbox' | 'http'>, nth = 0) => {
  const letter = lettersOf(runtime)[nth];
  const url = /https:\S+/.exec(letter?.text ?? '')?.[0];
  if (letter === undefined || url === undefined) throw new TypeError('no letter has a link');
  const path = new URL(url).pathname;
  const documentSha256 = createHash('sha256').update(letter.document).digest('hex');
  return {
    documentSha256,
    open: () => runtime.http({ method: 'GET', path, headers: { accept: 'text/html' } }),
    answer: (answer: 'accept' | 'refuse', document = documentSha256) =>
      runtime.http({
        method: 'POST',
        path,
        headers: {
          accept: 'text/html',
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: `document=${document}&answer=${answer}`,
      }),
  };
};
