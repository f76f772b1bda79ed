import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../shared/adapters/dynamodb/hash-chain.ts';
import { businessDate, instant } from '../../shared/domain/calendar.ts';
import { canonicalJson } from '../../shared/domain/canonical-json.ts';
import { decideReception, decideRound } from '../../shared/domain/credit/application/decide.ts';
import { evolveAll } from '../../shared/domain/credit/application/evolve.ts';
import type { CreditInputs } from '../../shared/domain/credit/inputs.ts';
import { maintaining } from '../../test/support/command-line.ts';
import {
  decisionOn,
  policy,
  reception,
  roundOf,
  scorecardFor,
  soundInputs,
} from '../../test/support/credit-application.ts';
import { estateOf } from '../../test/support/estate.ts';
import { type OpenStory, openStory } from '../../test/support/story/open.ts';

let open: OpenStory;
beforeAll(async () => {
  open = await openStory({ from: '2026-02-02' });
});
afterAll(() => open.runtime.close());

const run = maintaining(() => estateOf(open.runtime));

const now = instant('2026-02-02T14:00:00.000Z');
const on = businessDate('2026-02-02');

/** An application whose decision was kept, with what a test changes of it afterwards. */
const keep = async (
  applicationId: string,
  after: {
    readonly inputs?: (text: string) => string | undefined;
    readonly limitMinor?: number;
  } = {},
) => {
  const inputs: CreditInputs = { ...soundInputs, applicationId };
  const text = canonicalJson(inputs);
  const facts = decideReception(reception({ applicationId }), undefined);
  const state = evolveAll(undefined, facts, on);
  if (state === undefined) throw new Error('nothing was received');
  const key = `decisions/${applicationId}/1 of 1.json`;
  const round = {
    ...roundOf(inputs, decisionOn(inputs)),
    policy: { id: policy.name, version: policy.version, sha256: sha256(canonicalJson(policy)) },
    scorecard: {
      id: 'company',
      version: 1,
      sha256: sha256(canonicalJson(scorecardFor('company'))),
    },
    inputs: { key, sha256: sha256(text) },
  };
  const decided = decideRound(state, round, policy, now);
  const { documents, table, bucketName } = estateOf(open.runtime);
  const recorded = decided.decided ? [...facts, ...decided.facts] : [];
  for (const [index, { type, data }] of recorded.entries()) {
    const changed = type === 'CreditDecided' ? { limitMinor: after.limitMinor ?? 2_000_000 } : {};
    await documents.send(
      new PutCommand({
        TableName: table('journal'),
        Item: {
          streamId: `application#${applicationId}`,
          version: index + 1,
          type,
          data: { ...data, ...changed },
        },
      }),
    );
  }
  const body = (after.inputs ?? ((same) => same))(text);
  if (body === undefined) return;
  await open.runtime.administer('s3', 'PutObject', {
    Bucket: bucketName('CreditFilesBucket'),
    Key: key,
    Body: body,
  });
};

describe('replay-decision', () => {
  it('says that a decision came out the same', async () => {
    await keep('CA-1');
    expect(await run('replay-decision', 'CA-1')).toEqual({
      code: 0,
      out: 'round 1, approve: the same\n1 of 1 decision came out the same\n',
      err: '',
    });
  });

  it('shows what is different, and ends with 1', async () => {
    await keep('CA-2', { limitMinor: 2_000_001 });
    expect(await run('replay-decision', 'CA-2')).toEqual({
      code: 1,
      out: [
        'round 1, approve: different',
        '  limitMinor: 2000001 was recorded, 2000000 comes out',
        '0 of 1 decision came out the same',
        '',
      ].join('\n'),
      err: '',
    });
    await keep('CA-3', { inputs: (text) => text.replace('"invoices":90', '"invoices":91') });
    expect((await run('replay-decision', 'CA-3')).out).toMatch(
      /different\n {2}inputs: "[0-9a-f]{64}"/,
    );
  });

  it('says when the inputs are gone, and that nobody knows an application', async () => {
    await keep('CA-4', { inputs: () => undefined });
    expect(await run('replay-decision', 'CA-4')).toMatchObject({
      code: 1,
      out: expect.stringContaining('CA-4/1 of 1.json is not kept any more\n'),
    });
    expect(await run('replay-decision', 'CA-9')).toEqual({
      code: 1,
      out: '',
      err: 'cartera: there is no application CA-9\n',
    });
  });
});
