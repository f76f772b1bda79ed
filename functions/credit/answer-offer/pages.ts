import type { Locale } from '../../../shared/domain/contact/types.ts';
import { escapeHtml } from '../../../shared/domain/credit/letters/letter.ts';

type Words = {
  readonly title: string;
  readonly limit: string;
  readonly days: string;
  readonly until: string;
  readonly reference: string;
  readonly digest: string;
  readonly consent: string;
  readonly accept: string;
  readonly refuse: string;
  readonly accepted: string;
  readonly refused: string;
  readonly expired: string;
  readonly over: string;
};

const words: Readonly<Record<Locale, Words>> = {
  en: {
    title: 'Terms of credit',
    limit: 'Credit limit',
    days: 'Days from invoice to due date',
    until: 'Offer stands until',
    reference: 'Reference',
    digest: 'SHA-256 of the document',
    consent:
      'By accepting you agree to the terms of the document that came with this link. Time, a digest of your network address and the digest of the document are kept as evidence.',
    accept: 'Accept',
    refuse: 'Refuse',
    accepted: 'The terms are accepted. Your line of credit will be active in a moment.',
    refused: 'The offer is refused. Nothing else happens.',
    expired:
      'This offer has run out. Ask for a new one by replying to the message that brought it.',
    over: 'This offer was answered, or withdrawn.',
  },
  es: {
    title: 'Condiciones de crédito',
    limit: 'Límite de crédito',
    days: 'Días desde la factura hasta el vencimiento',
    until: 'Oferta válida hasta',
    reference: 'Referencia',
    digest: 'SHA-256 del documento',
    consent:
      'Al aceptar, usted acuerda las condiciones del documento que vino con este enlace. Se guardan como prueba la hora, un resumen de su dirección de red y el del documento.',
    accept: 'Aceptar',
    refuse: 'Rechazar',
    accepted: 'Las condiciones están aceptadas. Su línea de crédito estará activa en un momento.',
    refused: 'La oferta está rechazada. No ocurre nada más.',
    expired: 'Esta oferta ha vencido. Pida una nueva respondiendo al mensaje que la trajo.',
    over: 'Esta oferta ya fue respondida o retirada.',
  },
  pt: {
    title: 'Condições de crédito',
    limit: 'Limite de crédito',
    days: 'Dias da fatura ao vencimento',
    until: 'Oferta válida até',
    reference: 'Referência',
    digest: 'SHA-256 do documento',
    consent:
      'Ao aceitar, você concorda com as condições do documento que veio com este link. Guardam-se como prova a hora, um resumo do seu endereço de rede e o do documento.',
    accept: 'Aceitar',
    refuse: 'Recusar',
    accepted: 'As condições foram aceitas. Sua linha de crédito estará ativa em instantes.',
    refused: 'A oferta foi recusada. Nada mais acontece.',
    expired: 'Esta oferta venceu. Peça uma nova respondendo à mensagem que a trouxe.',
    over: 'Esta oferta já foi respondida ou retirada.',
  },
};

const page = (locale: Locale, content: string): string =>
  `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${words[locale].title}</title>
<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem}
dt{color:#555}dd{margin:0 0 .6rem;font-weight:600;overflow-wrap:anywhere}
button{font:inherit;padding:.6rem 1.2rem;margin-right:1rem}</style>
</head>
<body>
<h1>${words[locale].title}</h1>
${content}
</body>
</html>
`;

export type ShownOffer = {
  readonly limit: string;
  readonly days: string;
  readonly until: string;
  readonly reference: string;
  readonly documentSha256: string;
};

/** Shows the terms and asks; it posts to its own address. */
export const askPage = (locale: Locale, offer: ShownOffer): string => {
  const { limit, days, until, reference, digest, consent, accept, refuse } = words[locale];
  const rows = [
    [limit, offer.limit],
    [days, offer.days],
    [until, offer.until],
    [reference, offer.reference],
    [digest, offer.documentSha256],
  ] as const;
  const list = rows
    .map(([label, value]) => `<dt>${label}</dt><dd>${escapeHtml(value)}</dd>`)
    .join('\n');
  return page(
    locale,
    `<dl>
${list}
</dl>
<p>${consent}</p>
<form method="post">
<input type="hidden" name="document" value="${escapeHtml(offer.documentSha256)}">
<button name="answer" value="accept">${accept}</button>
<button name="answer" value="refuse">${refuse}</button>
</form>`,
  );
};

/** Says what became of an offer. */
export const saidPage = (
  locale: Locale,
  what: 'accepted' | 'refused' | 'expired' | 'over',
): string => page(locale, `<p>${words[locale][what]}</p>`);
