import type { BookInput } from '../../../book/model.ts';
import { handIn } from '../../../book/run/drive.ts';
import type { Secrets } from '../../../book/run/secrets.ts';
import type { Runtime } from '../../../local/runtime.ts';

const againAfterMs = 5 * 60_000;

/** Hands an input in, and again while its door fails: a crash behind a door shows to its caller, who tries again as providers do. */
export const knock = (
  runtime: Runtime,
  secrets: Secrets,
  input: BookInput,
): (() => Promise<void>) => {
  const attempt = async (): Promise<void> => {
    try {
      await handIn(runtime, secrets, [input]);
    } catch {
      runtime.at(runtime.now() + againAfterMs, input.key, attempt);
    }
  };
  return attempt;
};
