/** Compiles an IAM pattern, where `*` is any run of characters and `?` is one, to a test. */
export const compileGlob = (pattern: string, ignoreCase = false): ((text: string) => boolean) => {
  if (pattern === '*') return () => true;
  if (!/[*?]/.test(pattern)) {
    if (!ignoreCase) return (text) => text === pattern;
    const lower = pattern.toLowerCase();
    return (text) => text.toLowerCase() === lower;
  }
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, ignoreCase ? 'is' : 's');
  return (text) => expression.test(text);
};

/** ARNs are compared part by part: a wildcard of one part never reaches into the next. */
export const compileArnGlob = (pattern: string): ((text: string) => boolean) => {
  const parts = pattern.split(':');
  const heads = parts.slice(0, 5).map((part) => compileGlob(part));
  const tail = compileGlob(parts.slice(5).join(':'));
  if (parts.length < 6) return compileGlob(pattern);
  return (text) => {
    const given = text.split(':');
    return (
      given.length >= 6 &&
      heads.every((head, position) => head(given[position] ?? '')) &&
      tail(given.slice(5).join(':'))
    );
  };
};
