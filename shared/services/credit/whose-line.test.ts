import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Application } from '../../domain/credit/types.ts';
import { createOwnLines } from './whose-line.ts';

const of = (state: Partial<Application>) =>
  createOwnLines({
    applications: {
      load: async () => ({ state: state as Application, head: { version: 1, hash: 'h' } }),
    },
    digestOf: async (_, text) => createHash('sha256').update(text).digest('hex'),
  });

const ana = 'arn:aws:sts::111122223333:assumed-role/CreditManager/ana';

describe('a line is their own', () => {
  it('who entered the application that it comes from, also when a review has changed it since', async () => {
    const entered = of({ kind: 'new', submittedBy: ana });
    expect(await entered(ana, ['CA-1'])).toBe(true);
    const reviewed = of({ kind: 'review', enteredBy: ana, submittedBy: 'bea' });
    expect(await reviewed(ana, ['review:acme|main:2026-03-02'])).toBe(true);
  });

  it('not who asked for the review of it that came last', async () => {
    const reviewed = of({ kind: 'review', enteredBy: 'bea', submittedBy: ana });
    expect(await reviewed(ana, ['review:acme|main:2026-03-02'])).toBe(false);
  });
});
