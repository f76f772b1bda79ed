import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { EnvironmentError, env, jsonOf, required } from './env.ts';

afterEach(() => vi.unstubAllEnvs());

describe('environment', () => {
  const schema = z.object({
    JOURNAL_TABLE_NAME: required,
    SETTINGS: jsonOf(z.object({ zone: z.string() })),
  });

  it('reads what the schema asks for', () => {
    vi.stubEnv('JOURNAL_TABLE_NAME', 'Journal');
    vi.stubEnv('SETTINGS', '{"zone":"UTC"}');
    expect(env(schema)).toEqual({ JOURNAL_TABLE_NAME: 'Journal', SETTINGS: { zone: 'UTC' } });
  });

  it('names every variable that does not fit, and never quotes its value', () => {
    vi.stubEnv('JOURNAL_TABLE_NAME', '');
    vi.stubEnv('SETTINGS', '{"zone":"hush');
    expect(() => env(schema)).toThrow(EnvironmentError);
    expect(() => env(schema)).toThrow(/^JOURNAL_TABLE_NAME: [^;]*; SETTINGS: expected JSON$/);
  });
});
