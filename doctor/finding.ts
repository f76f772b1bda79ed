/** What an examination found, and what to do about it. A `note` is worth knowing and no fault. */
export type Finding = {
  /** The check that found it, such as `e-mail`. */
  readonly check: string;
  readonly severity: 'problem' | 'note';
  /** What is so, with the values seen. */
  readonly what: string;
  /** The next thing to do, as an imperative sentence. */
  readonly remedy: string;
};

export const problem = (check: string, what: string, remedy: string): Finding => ({
  check,
  severity: 'problem',
  what,
  remedy,
});

export const note = (check: string, what: string, remedy: string): Finding => ({
  check,
  severity: 'note',
  what,
  remedy,
});

/** One finding when the condition holds, none otherwise. */
export const when = (holds: boolean, finding: () => Finding): readonly Finding[] =>
  holds ? [finding()] : [];
