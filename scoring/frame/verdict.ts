/** What a value, or the name of a column, says of good and bad. */
export type Verdict = 'bad' | 'good' | 'unfinished' | 'yes' | 'no';

const bad =
  /^(bad|b|default(er|ed|s)?|in default|late|delinquent|delinquency|bankrupt(cy|ed)?|insolvent|insolvency|fail(ed|ure)?|charged?[ -]?off|chg[ -]?off|writ(e|ten)[ -]?off|loss|lost|fraud(ulent)?|overdue|past due|unpaid|foreclos(ed|ure)|reject(ed)?|refused|declined?|denied|\+|malo|mau|moroso|incumplido|inadimplente|risky|high risk)$/;
const good =
  /^(good|g|on[- ]?time|paid|fully paid|full paid|paid in full|paid off|p ?i ?f|repaid|healthy|solvent|active|current|accept(ed)?|approved?|granted|performing|-|bueno|bom|cumplido|adimplente|safe|low risk)$/;
const yes = /^(yes|y|true|t|si|sí|sim|s)$/;
const no = /^(no|n|false|f|não|nao)$/;
const negation = /^(non?|not|never|does not|did not|no in|un)[- ]?(?=[a-z]{3})/;
/** A loan in the middle of its life has no outcome yet. */
const unfinished =
  /^(current|active|open|issued|pending|ongoing|in (grace period|progress)|(late|past due|overdue|delinquent) ?\(.*\))$/;

const plainWords = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[_\s]+/g, ' ')
    .replace(/^does not meet the credit policy\. status:/, '');

/** What one of two values says. */
export const verdictOf = (value: string): Verdict | undefined => {
  const text = plainWords(value);
  if (yes.test(text)) return 'yes';
  if (no.test(text)) return 'no';
  if (good.test(text)) return 'good';
  if (bad.test(text)) return 'bad';
  const rest = text.replace(negation, '');
  if (rest === text) return undefined;
  if (bad.test(rest)) return 'good';
  return good.test(rest) ? 'bad' : undefined;
};

/** What one of several values says: there, a loan that still runs is neither good nor bad. */
export const stateOf = (value: string): Verdict | undefined =>
  unfinished.test(plainWords(value)) ? 'unfinished' : verdictOf(value);

const badName =
  /\b(bad|defaults?|defaulted|defaulter|late|delinq\w*|dlqin\w*|dlq|npl|dpd\d*|insolv\w*|fail(ed|ure)?|bankrupt(cy)?|charge ?d? ?off|chargeoff|write ?off|loss|fraud|serious|unpaid|arrears|overdue|risk flag)/;
const goodName =
  /\b(good|paid|repaid|repay|creditability|credit risk|kredit|approved?|approval|granted|accepted|on time|healthy|performing)\b/;
const negatedName = /\b(not|non?|un|never)\b|nonperforming|\bunpaid\b/;

/** Whether 1 or yes of a column named like this is good or bad; undefined when it does not say. */
export const nameSays = (name: string): 'good' | 'bad' | undefined => {
  const text = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[_\-.\s]+/g, ' ');
  const isBad = badName.test(text);
  const isGood = goodName.test(text);
  const negated = negatedName.test(text);
  // The name of both, such as good_bad, tells nothing; that of risk is weaker than that of default.
  if (isBad && isGood) return /credit risk/.test(text) ? 'bad' : undefined;
  if (isBad) return negated && !/unpaid|nonperforming/.test(text) ? 'good' : 'bad';
  if (isGood) return negated ? 'bad' : 'good';
  return negated && /nonperforming/.test(text) ? 'bad' : undefined;
};
