import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { maintaining } from '../../test/support/command-line.ts';
import { estateOf } from '../../test/support/estate.ts';
import { applies } from '../../test/support/story/credit-tellings.ts';
import { holderOf } from '../../test/support/story/offers.ts';
import { type OpenStory, openStory } from '../../test/support/story/open.ts';

let open: OpenStory;
beforeAll(async () => {
  open = await openStory({ from: '2026-03-02' });
  open.tell('2026-03-02', '09:00', applies('CA-1'));
  // The same applicant under another number, and somebody else.
  open.tell('2026-03-03', '09:00', applies('CA-2', { customerId: 'acme-2' }));
  const other = { name: 'Bolt SA', taxId: 'A28015865', email: 'bolt@example.com' };
  open.tell('2026-03-03', '10:00', applies('CA-9', { customerId: 'bolt', applicant: other }));
  await open.liveThrough('2026-03-03');
});
afterAll(() => open.runtime.close());

const run = maintaining(() => estateOf(open.runtime));

/** What of all that is kept names somebody, and what else there is. */
const kept = async () => {
  const { documents, objects, table, bucketName } = estateOf(open.runtime);
  const items: string[] = [];
  for await (const { Items = [] } of paginateScan(
    { client: documents },
    { TableName: table('credit') },
  )) {
    for (const { pk, sk } of Items) items.push(`${String(pk)} ${String(sk)}`);
  }
  const Bucket = bucketName('CreditFilesBucket');
  const { Contents = [] } = await objects.send(new ListObjectsV2Command({ Bucket }));
  return {
    applicants: items.filter((key) => key.endsWith(' APPLICANT')).sort(),
    reports: items.filter((key) => key.startsWith('REPORT#')).length,
    objects: Contents.map(({ Key = '' }) => Key).sort(),
  };
};

const under = (keys: readonly string[], prefix: string) =>
  keys.filter((key) => key.startsWith(prefix)).length;

it('erases an applicant in all applications of theirs, and nobody else', async () => {
  const before = await kept();
  expect(before.applicants).toHaveLength(3);
  expect([before.reports > 1, under(before.objects, 'gathered/CA-1/') > 1]).toEqual([true, true]);

  const dry = await run('applicant', 'erase', 'CA-2', '--dry-run');
  expect(dry.out).toMatch(/^\d+ items and \d+ objects of 2 applications would be erased\n/);
  expect(await kept()).toEqual(before);
  expect((await run('applicant', 'erase', 'CA-2')).code).toBe(2);

  const reason = 'request of 4 March';
  const done = await run('applicant', 'erase', 'CA-2', '--reason', reason);
  expect(done.out).toBe(dry.out.replace('would be', 'were'));
  expect(done.out.trimEnd().split('\n').slice(1)).toEqual(['  CA-1', '  CA-2']);

  const after = await kept();
  expect(after.applicants).toEqual(['APPLICATION#CA-9 APPLICANT']);
  expect(after.reports).toBe(before.reports / 2);
  expect([under(after.objects, 'reports/'), under(after.objects, 'gathered/CA-1/')]).toEqual([
    under(before.objects, 'reports/') / 2,
    0,
  ]);
  for (const prefix of ['gathered/CA-9/', 'decisions/CA-1/', 'offers/CA-1/']) {
    expect(under(after.objects, prefix)).toBe(under(before.objects, prefix));
    expect(under(after.objects, prefix)).toBeGreaterThan(0);
  }
  expect((await run('operations', 'list')).out).toContain(`applicant erase CA-2\n  by `);
  expect((await run('operations', 'list')).out).toContain(`: ${reason}\n`);
});

it('leaves the decision to be replayed, and the offer to whoever holds its link', async () => {
  expect((await run('replay-decision', 'CA-1')).code).toBe(0);
  expect((await holderOf(open.runtime).open()).status).toBe(200);
  expect((await run('verify')).out).toContain('nothing is wrong');
});

it('takes the letters as well when asked to, and finds nothing the next time', async () => {
  const { out } = await run('applicant', 'erase', 'CA-1', '--letters', '--reason', 'the same');
  expect(out).toMatch(/^0 items and 1 object of 2 applications were erased\n/);
  expect(under((await kept()).objects, 'offers/CA-1/')).toBe(0);
  const again = await run('applicant', 'erase', 'CA-1', '--letters', '--reason', 'the same');
  expect(again.out).toMatch(/^0 items and 0 objects/);
});

it('says which application it does not know', async () => {
  expect((await run('applicant', 'erase', 'CA-7', '--reason', 'x')).err).toBe(
    'cartera: there is no application CA-7\n',
  );
});
