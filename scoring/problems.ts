import { describeProblem, type Problem, problemsShown } from '../book/csv/problems.ts';

/** Data that nothing can be trained on. `message` lists the first problems, one a line. */
export class TrainingRefused extends Error {
  override readonly name = 'TrainingRefused';

  constructor(file: string, problems: readonly Problem[]) {
    const lines = problems.slice(0, problemsShown).map((each) => `  ${describeProblem(each)}`);
    const rest = problems.length - lines.length;
    if (rest > 0) lines.push(`  and ${rest} more`);
    super(`${file} cannot be trained on:\n${lines.join('\n')}`);
  }
}
