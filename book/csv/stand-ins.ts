import { standInEmail, standInPhone } from './addresses.ts';
import type { Columns } from './columns.ts';
import type { BookMap } from './map.ts';

/**
 * A file that says nothing about addresses would show no message at all. So that it shows what would
 * be said, addresses that reach nobody stand in, and a note says so; `null` in the map declines them.
 */
export const withStandIns = (
  map: BookMap,
  columns: Columns,
): { readonly map: BookMap; readonly notes: readonly string[] } => {
  const silentAbout = (field: 'email' | 'phone'): boolean =>
    !columns.has(field) && map.defaults[field] === undefined && map.columns[field] !== null;
  const email = silentAbout('email') ? { email: standInEmail } : {};
  const phone = silentAbout('phone') ? { phone: standInPhone } : {};
  return {
    map: { ...map, defaults: { ...map.defaults, ...email, ...phone } },
    notes: [
      ...('email' in email ? [`no column of e-mail addresses: ${standInEmail} stands in`] : []),
      ...('phone' in phone ? [`no column of phone numbers: ${standInPhone} stands in`] : []),
    ],
  };
};
