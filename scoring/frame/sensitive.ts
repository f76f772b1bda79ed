/**
 * Names of columns that speak of a protected trait, in the languages of the rest of the system and in
 * the abbreviations of public data. A name proposes; whoever trains decides.
 */
const traits: readonly (readonly [trait: string, pattern: RegExp])[] = [
  [
    'sex',
    /(^|[^a-z])(sex|sexo|gender|genero|género|(fe)?male|wom[ae]n|masculin[eo]|femenin[eo]|feminin[eo])([^a-z]|$)/,
  ],
  [
    'age',
    /(^|[^a-z])(age|edad|idade|alter|dob|birth ?(date|day|year)|(date|year|month) of birth|days birth|elderly)([^a-z]|$)/,
  ],
  [
    'marital status',
    /(^|[^a-z])(marital|marriage|married|unmarried|divorced|widow(ed|er)?|civil status|family status|estado civil|personal status)([^a-z]|$)/,
  ],
  [
    'origin',
    /(^|[^a-z])(race|ethnic\w*|raza|raça|minority|non ?white|hispan(ic)?|latin[oa]|afam|african american|foreign worker|nationality|national origin|country of birth|citizenship)([^a-z]|$)/,
  ],
  ['religion', /(^|[^a-z])(religion|religión|religião)([^a-z]|$)/],
];

/** Words that speak of a person only where they are the whole name: a "single payment" does not. */
const whole: Readonly<Record<string, string>> = {
  man: 'sex',
  old: 'age',
  young: 'age',
  single: 'marital status',
  soltero: 'marital status',
  casado: 'marital status',
  black: 'origin',
  white: 'origin',
  asian: 'origin',
};

/** The age of a thing is not the age of a person. */
const ofThing =
  /(^|[^a-z])(acct|account|credit|loan|company|firm|business|vehicle|car|asset|property|house|building|equipment|employment|job|oldest|newest|history)([^a-z]|$)/;

/** The trait that the name of a column speaks of. */
export const traitOf = (column: string): string | undefined => {
  const words = column
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[_\-.]+/g, ' ');
  const trait = whole[words.trim()] ?? traits.find(([, pattern]) => pattern.test(words))?.[0];
  return trait === 'age' && ofThing.test(words) ? undefined : trait;
};
