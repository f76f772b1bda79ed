/** How an act of a person is remembered: under its id, with a digest of what it was. */
export type ActMark = { readonly actId: string; readonly content: string };
