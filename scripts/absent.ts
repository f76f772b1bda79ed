import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
