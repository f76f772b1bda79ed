/** What a template holds before its intrinsics are resolved, and after. */
export type Json = string | number | boolean | null | readonly Json[] | JsonRecord;
export type JsonRecord = { readonly [key: string]: Json };

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const recordField = (record: JsonRecord | undefined, key: string): JsonRecord => {
  const value = record?.[key];
  return isRecord(value) ? value : {};
};

export const textField = (record: JsonRecord | undefined, key: string): string | undefined => {
  const value = record?.[key];
  return typeof value === 'string' ? value : undefined;
};

export const listField = (record: JsonRecord | undefined, key: string): readonly Json[] => {
  const value = record?.[key];
  return Array.isArray(value) ? value : [];
};
