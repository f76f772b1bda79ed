import type { Finding } from './finding.ts';

export const errorNamed = (error: unknown, name: string): boolean =>
  error instanceof Error && error.name === name;

const mark = { problem: '✗', note: '·' } as const;

const counted = (count: number, name: string) => `${count} ${name}${count === 1 ? '' : 's'}`;

/** The report for a person: problems first, each with its remedy, and a last line that counts. */
export const say = (environment: string, findings: readonly Finding[]): string => {
  const problems = findings.filter(({ severity }) => severity === 'problem');
  const notes = findings.filter(({ severity }) => severity === 'note');
  const lines = [...problems, ...notes].flatMap(({ severity, check, what, remedy }) => [
    `${mark[severity]} ${check}: ${what}`,
    `    ${remedy}`,
  ]);
  return [
    ...lines,
    `${environment}: ${counted(problems.length, 'problem')}, ${counted(notes.length, 'note')}`,
  ].join('\n');
};
