/** What the waits of each machine are kept under, in one table. */
export const waitPrefixes = { collection: 'CASE#', creditApproval: 'CREDITWAIT#' } as const;
