/** Our deepest contract has six levels; providers' objects have about as many more. */
export const maxNesting = 64;

/**
 * Whether JSON text nests deeper than anything we read. Parsing would still succeed, but walking
 * such a value, and writing it again, may overflow the stack. Text that is no JSON may answer
 * either way: its parser says what is wrong with it.
 */
export const nestsTooDeep = (text: string): boolean => {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') at += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > maxNesting) return true;
    } else if (character === '}' || character === ']') depth -= 1;
  }
  return false;
};
