import { describe, expect, it } from 'vitest';
import type { Financials } from '../../../events/credit-parts.ts';
import { InvalidInput } from '../../../shared/lambda/task.ts';
import { gatherAnswer } from '../../../statemachines/credit-approval/io.ts';
import { gatheringWorld } from '../../../test/support/credit-gathering.ts';
import { createHandler, financialsSettings } from './handler.ts';

const gather = async (financials: Financials | undefined, applicationId = 'A-1') => {
  const world = gatheringWorld({ applicant: { financials } });
  const answer = await createHandler({ ...world, ...financialsSettings.parse({ rateDays: 7 }) })(
    { applicationId },
    world.log,
  );
  return { ...world, answer: gatherAnswer.parse(answer) };
};

const statements: Financials = {
  asOf: '2025-12-31',
  months: 12,
  currency: 'USD',
  figures: { currentAssets: 300, currentLiabilities: 200 },
};

describe('gather-financials', () => {
  it('answers where the ratios are kept, in the form of the machine', async () => {
    const { answer, kept } = await gather(statements);
    expect(answer).toMatchObject({ source: 'financials', status: 'found', sha256: 'd'.repeat(64) });
    expect(kept).toMatchObject([{ currentRatio: 1.5 }]);
  });

  it('logs what contradicts itself, by its name alone', async () => {
    const wrong = { ...statements, figures: { totalAssets: 5, currentAssets: 987_654 } };
    const { answer, lines } = await gather(wrong);
    expect(answer).toEqual({ source: 'financials', status: 'invalid' });
    expect(lines.join()).toContain('currentAssets are more than totalAssets');
    expect(lines.join()).not.toContain('987654');
  });

  it('answers that there were none', async () => {
    expect((await gather(undefined)).answer).toEqual({ source: 'financials', status: 'not-asked' });
  });

  it('refuses an application that is not there', async () => {
    await expect(gather(statements, 'A-2')).rejects.toThrow(InvalidInput);
  });
});
