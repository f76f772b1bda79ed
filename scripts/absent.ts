import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bundle, bundleFunctions, bundlesFolder, functionEntries } from './bundle.ts';

const EXPECTED = [
  'collections/open-due-cases',
  'collections/perform-step',
  'collections/plan-next-step',
  'collections/signal-case',
  'contact/record-send',
  'contact/register-party',
  'insight/raise-alerts',
  'insight/send-digest',
  'journal/publish-journal',
  'payments/receive-webhook',
  'payments/route-payments',
  'receivables/admit-events',
  'receivables/post-entries',
  'receivables/receive-events',
];

/** While functions are being written: those that build, found one by one when all together do not. */
export const bundleWhatBuilds = async (): Promise<Bundle[]> => {
  try {
    return await bundleFunctions();
  } catch {
    const building: string[] = [];
    for (const entry of functionEntries()) {
      try {
        await bundleFunctions(join(bundlesFolder, '..', 'trial'), [entry]);
        building.push(entry);
      } catch {
        process.stderr.write(`cartera: functions/${entry} does not build yet\n`);
      }
    }
    return bundleFunctions(bundlesFolder, building);
  }
};

/** While functions are being written: one that is absent fails when it is called, and says so. */
export const standInForAbsent = (bundles: string): void => {
  for (const entry of EXPECTED.filter((each) => !existsSync(join(bundles, each, 'index.js')))) {
    process.stderr.write(`cartera: functions/${entry} is not written yet\n`);
    mkdirSync(join(bundles, entry), { recursive: true });
    const message = JSON.stringify(`functions/${entry} is not written yet`);
    writeFileSync(
      join(bundles, entry, 'index.js'),
      `exports.handler = async () => { throw new Error(${message}); };\n`,
    );
  }
};
