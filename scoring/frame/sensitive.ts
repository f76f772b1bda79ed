/**
 * Names of columns that speak of a protected trait, in the languages of the rest of the system and in
 * the abbreviations of public data. A name proposes; whoever trains decides.
 */
const traits: readonly (readonly [trait: string, pattern: RegExp])[] = [
  ['sex', /(^|[^a-z])(sex|sexo|gender|genero|género)([^a-z]|$)/],
  ['age', /(^|[^a-z])(age|edad|idade|alter|dob|birth ?date|date of birth|days birth)([^a-z]|$)/],
  [
    'marital status',
    /(^|[^a-z])(marital|marriage|married|civil status|family status|estado civil|personal status)([^a-z]|$)/,
  ],
  [
    'origin',
    /(^|[^a-z])(race|ethnic\w*|raza|raça|foreign worker|nationality|citizenship)([^a-z]|$)/,
  ],
  ['religion', /(^|[^a-z])(religion|religión|religião)([^a-z]|$)/],
];

/** The age of a thing is not the age of a person. */
const ofThing =
  /(^|[^a-z])(acct|account|credit|loan|company|firm|business|vehicle|car|asset|property|house|building|equipment|employment|job|oldest|newest|history)([^a-z]|$)/;

/** The trait that the name of a column speaks of. */
export const traitOf = (column: string): string | undefined => {
  const words = column
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[_\-.]+/g, ' ');
  const trait = traits.find(([, pattern]) => pattern.test(words))?.[0];
  return trait === 'age' && ofThing.test(words) ? undefined : trait;
};
