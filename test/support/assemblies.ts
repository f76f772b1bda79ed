import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../infra/config.ts';
import { synthesize } from '../../scripts/cdk.ts';

/** Assemblies of dev that contact or ask others than dev does, in a folder that goes with the tests. */
export const createAssemblies = () => {
  const folder = mkdtempSync(join(tmpdir(), 'cartera-contact-'));
  let made = 0;
  const assembly = async (changed: Parameters<typeof synthesize>[1]): Promise<string> => {
    made += 1;
    const { outdir } = await synthesize('dev', { outdir: join(folder, String(made)), ...changed });
    return outdir;
  };
  return {
    contacting: async (contact: Partial<Config['contact']>): Promise<string> =>
      assembly({ contact }),
    asking: async (bureaus: Config['creditData']['bureaus']): Promise<string> =>
      assembly({ creditData: { bureaus } }),
    remove: (): void => rmSync(folder, { recursive: true, force: true }),
  };
};
