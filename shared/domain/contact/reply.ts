/**
 * Words that end text messages. The first group is what AWS itself obeys on numbers whose opt-outs
 * it manages; it knows no Spanish and no Portuguese. `revoke` and `no mas` are among the words that
 * the rules on revocation name (47 CFR 64.1200(a)(10)).
 *
 * @see https://docs.aws.amazon.com/sms-voice/latest/userguide/opt-out-list-keywords.html
 */
const stopWords: ReadonlySet<string> = new Set(
  [
    'ARRET,CANCEL,END,OPT OUT,OPTOUT,QUIT,REMOVE,STOP,TD,UNSUBSCRIBE',
    'STOP ALL,STOPALL,REVOKE',
    'BAJA,DAR DE BAJA,DARME DE BAJA,ALTO,CANCELAR,NO MAS,PARAR,PARE,DETENER',
    'NO MOLESTAR,NO ENVIAR,SAIR,REMOVER,DESCADASTRAR,NAO ENVIAR',
  ].flatMap((line) => line.split(',')),
);

/** These are meant whatever follows: "STOP please", "no más mensajes". */
const stopBeginnings = ['STOP', 'UNSUBSCRIBE', 'OPT OUT', 'OPTOUT', 'NO MAS', 'DAR DE BAJA'];

/** Longer texts that begin so are sentences about something else. */
const mostWords = 5;

const startWords: ReadonlySet<string> = new Set(
  'START,UNSTOP,OPT IN,OPTIN,ALTA,REANUDAR,ACTIVAR,VOLTAR,RETOMAR'.split(','),
);

/** Capitals without accents, the words apart by single blanks. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** What somebody who answers a text wants of texts; undefined when the answer is about something else. */
export const wishOf = (reply: string): 'stop' | 'start' | undefined => {
  const text = plain(reply);
  if (startWords.has(text)) return 'start';
  if (stopWords.has(text)) return 'stop';
  const begins = stopBeginnings.some((beginning) => text.startsWith(`${beginning} `));
  return begins && text.split(' ').length <= mostWords ? 'stop' : undefined;
};
