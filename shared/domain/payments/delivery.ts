/**
 * The id under which a provider sent a webhook: the body's own where it has one, or the header's.
 * Undefined for an id that no key or log of ours could hold.
 */
export const deliveryIdOf = (
  headers: Readonly<Record<string, string | undefined>>,
  body: unknown,
): string | undefined => {
  const named = typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined;
  const id = typeof named === 'string' ? named : headers['webhook-id'];
  return id !== undefined && /^[^#|\s]{1,128}$/.test(id) ? id : undefined;
};
