/** Addresses that reach nobody: a reserved domain, and the range kept for fiction in +1. */
export const standInEmail = '{customer}@example.com';
export const standInPhone = '+155501{ordinal}';

/** The part before the @ may not hold every character of an identifier. */
export const addressOf = (template: string, customerId: string): string =>
  template.replaceAll(
    '{customer}',
    customerId
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .replace(/[^A-Za-z0-9_+-]+/g, '-')
      .slice(0, 60),
  );
