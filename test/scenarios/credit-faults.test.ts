import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyOf, scorecardOf } from '../../credit-policies/catalogue.ts';
import type { DomainData } from '../../events/catalogue.ts';
import { createBench } from '../../local/states/testing.ts';
import { sha256 } from '../../shared/adapters/dynamodb/hash-chain.ts';
import { suffices } from '../../shared/domain/credit/authority.ts';
import { decideCredit } from '../../shared/domain/credit/decision.ts';
import { creditInputsSchema } from '../../shared/domain/credit/inputs.ts';
import { finalStatuses } from '../../shared/domain/credit/types.ts';
import {
  Crash,
  type CreditDesk,
  linkIn,
  openCreditDesk,
  signed,
  submitted,
} from '../support/credit-desk.ts';
import { applicationId, arming, definition, lambda } from '../support/credit-machine.ts';

const id = applicationId;
const named = (name: string) => Object.assign(new Error(name), { name });

type Wait = { token: string; armed: number };

/**
 * An application through the real machine and the real functions over stores in memory, as long as
 * anything happens. The machine's clock is the desk's.
 *
 * @param during what people and the applicant do, by the seconds after the start.
 */
const live = async (
  desk: CreditDesk,
  application: ReturnType<typeof submitted>,
  during: Readonly<Record<number, (desk: CreditDesk) => Promise<unknown>>> = {},
  parts?: object,
) => {
  let wait: Wait | undefined;
  let signalled = 0;
  let elapsed = 0;
  const handlers: Readonly<Record<string, (payload: never) => Promise<unknown>>> = {
    DecideApplication: async ({ gathered }: { gathered: never }) => desk.decide(gathered, id),
    PlanApplication: async () => desk.plan(id),
    MakeOffer: async () => desk.offer(id),
    GiveNotice: async () => desk.notice(id),
    ActivateLine: async () => desk.activate(id),
  };
  const sources = ['history', 'bureau', 'financials'] as const;
  const catchUp = () => {
    const now = bench.elapsed() / 1000;
    desk.later(now - elapsed);
    elapsed = now;
  };
  const bench = createBench({
    [lambda]: async ({ arguments: given }) => {
      catchUp();
      const { FunctionName, Payload } = given as { FunctionName: string; Payload: never };
      const name = FunctionName.split(':').at(-1) ?? '';
      const source = sources.find(
        (each) => name === `Gather${each[0]?.toUpperCase()}${each.slice(1)}`,
      );
      if (source !== undefined) {
        const all = await desk.gathered(parts);
        return { Payload: all.find((answer) => answer.source === source) };
      }
      const answer = await handlers[name]?.(Payload);
      return { Payload: answer };
    },
    [arming]: ({ arguments: given, taskToken = '' }) => {
      const { ExpressionAttributeValues: values } = given as {
        ExpressionAttributeValues: { ':version': { N: string } };
      };
      const armed = Number(values[':version'].N);
      if (signalled > armed) throw named('DynamoDb.ConditionalCheckFailedException');
      wait = { token: taskToken, armed };
      return {};
    },
  });
  /** What signal-application does with the newest event of the journal. */
  const signal = () => {
    const version = desk.store.journal.at(-1)?.version ?? 0;
    signalled = Math.max(signalled, version);
    if (wait === undefined || wait.armed >= version) return;
    try {
      bench.engine.sendTaskSuccess(wait.token, '{}');
    } catch (error) {
      const { name } = error as Error;
      if (name !== 'TaskTimedOut' && name !== 'TaskDoesNotExist') throw error;
    }
  };
  /** A queue or a caller that repeats what died. */
  const surely = async (act: () => Promise<unknown>): Promise<void> => {
    for (let tries = 0; tries < 20; tries += 1) {
      try {
        await act();
        return;
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
      }
    }
    throw new Error('it died every time');
  };
  await surely(() => desk.register(application));
  const machineArn = bench.define(definition, 'credit-approval');
  const { executionArn } = bench.engine.start({
    machineArn,
    input: JSON.stringify({ applicationId: id }),
  });
  for (const [seconds, act] of Object.entries(during)) {
    bench.at(Number(seconds), async () => {
      catchUp();
      await surely(() => act(desk));
      signal();
    });
  }
  await bench.run();
  return bench.engine.describe(executionArn);
};

const accept = async (desk: CreditDesk): Promise<void> => {
  const document = sha256(desk.letters[0]?.attachment.bytes ?? '');
  await desk.answer(linkIn(desk), `document=${document}&answer=accept`);
};
const small = submitted({ applicationId: id });
const large = submitted({ applicationId: id, amountMinor: 4_000_000 });

/** Kills the process at the nth of the points that it passes, once. */
const crashAt = (nth: number) => {
  let passed = 0;
  return () => {
    passed += 1;
    return passed === nth;
  };
};

const endOf = async (desk: CreditDesk) => (await desk.store.load(id))?.state.status ?? 'none';

const once = (desk: CreditDesk, type: string): number =>
  desk.types().filter((each) => each === type).length;

/** Points that a run passes without a crash. */
const pointsIn = async (run: (desk: CreditDesk) => Promise<unknown>): Promise<number> => {
  let points = 0;
  await run(
    openCreditDesk({
      crashes: () => {
        points += 1;
        return false;
      },
    }),
  );
  return points;
};

describe('a process that dies between any two calls', () => {
  const paths = {
    'an accepted offer': {
      run: (desk: CreditDesk) => live(desk, small, { 3600: accept }),
      end: 'active',
    },
    'an adverse decision by a person': {
      run: (desk: CreditDesk) =>
        live(
          desk,
          large,
          {
            3600: () => desk.act({ act: 'decline', actId: 'a-1' }, signed('Director', 'dora'), id),
          },
          {},
        ),
      end: 'declined',
    },
    'an offer that nobody answers': {
      run: (desk: CreditDesk) => live(desk, small),
      end: 'expired',
    },
  } as const;

  it.each(Object.entries(paths))('changes nothing about %s', async (_, { run, end }) => {
    const points = await pointsIn(run);
    expect(points).toBeGreaterThan(20);
    for (let nth = 1; nth <= points; nth += 1) {
      const desk = openCreditDesk({ crashes: crashAt(nth) });
      const summary = await run(desk);
      expect([nth, summary.status, await endOf(desk)]).toEqual([nth, 'SUCCEEDED', end]);
      for (const type of new Set(desk.types()))
        expect([nth, type, once(desk, type)]).toEqual([nth, type, 1]);
    }
  });
});

describe('what the README of the machine promises', () => {
  it('of an acceptance that comes after the end: expired, and no line', async () => {
    const desk = openCreditDesk();
    await live(desk, small, { [15 * 86_400]: accept });
    expect([await endOf(desk), desk.granted]).toEqual(['expired', []]);
  });

  it('of an acceptance in the very second of the end: one of the two, never both', async () => {
    const desk = openCreditDesk();
    const summary = await live(desk, small, { [14 * 86_400]: accept });
    expect(summary.status).toBe('SUCCEEDED');
    const status = await endOf(desk);
    expect(desk.granted).toHaveLength(status === 'active' ? 1 : 0);
    expect(finalStatuses).toContain(status);
  });

  it('of a reviewer who comes after everything has expired: refused by name', async () => {
    const desk = openCreditDesk();
    const answers: unknown[] = [];
    await live(
      desk,
      large,
      {
        [30 * 86_400]: async () => {
          const { body } = await desk.act(
            { act: 'decline', actId: 'a-1' },
            signed('Director', 'dora'),
            id,
          );
          answers.push(body);
        },
      },
      {},
    );
    expect([await endOf(desk), once(desk, 'CreditDeclined')]).toEqual(['expired', 0]);
    expect(answers).toMatchObject([{ error: 'refused', rule: 'application-ended' }]);
  });

  it('of a letter that cannot leave for hours: it leaves then, and is answered', async () => {
    let isAway = true;
    const desk = openCreditDesk({
      provider: () =>
        isAway
          ? { result: 'rejected', error: 'ServiceUnavailable', transient: true }
          : { result: 'accepted', providerMessageId: 'p' },
    });
    const back = async () => {
      isAway = false;
    };
    const summary = await live(desk, small, { [5 * 3600]: back, [86_400]: accept });
    expect([summary.status, await endOf(desk)]).toEqual(['SUCCEEDED', 'active']);
    expect([once(desk, 'CreditOfferMade'), once(desk, 'CreditOfferSent')]).toEqual([1, 1]);
    expect(desk.letters).toHaveLength(1);
  });

  it('of a letter that the provider refuses, or that has no address: said so, and expired', async () => {
    const { email: _, ...silent } = small.applicant;
    const refusal = { result: 'rejected', error: 'MessageRejected', transient: false } as const;
    for (const [outcome, desk, application] of [
      ['failed', openCreditDesk({ provider: () => refusal }), small],
      ['no-address', openCreditDesk(), { ...small, applicant: silent }],
    ] as const) {
      await live(desk, application);
      const sent = desk.store.journal.find(({ type }) => type === 'CreditOfferSent');
      expect([sent?.data, await endOf(desk)]).toMatchObject([{ outcome }, 'expired']);
    }
  });

  it('of a question that nobody answers: told, reminded of once, expired', async () => {
    const desk = openCreditDesk();
    const ask = { act: 'ask', actId: 'a-1', what: ['the statements of 2025'] };
    const dora = signed('Director', 'dora');
    await live(desk, large, { 3600: () => desk.act(ask, dora, id) }, {});
    expect(desk.letters.map(({ attachment }) => attachment.fileName)).toEqual([
      'credit-question.pdf',
      'credit-question-reminder.pdf',
    ]);
    expect(await endOf(desk)).toBe('expired');
  });

  it('of an applicant who is erased before the offer is made: expired, and nothing is sent', async () => {
    const desk = openCreditDesk();
    const gone = { ...desk, offer: desk.offer };
    gone.offer = async (of) => {
      desk.store.erase(id);
      return desk.offer(of);
    };
    const summary = await live(gone, small);
    expect([summary.status, await endOf(desk), desk.letters]).toEqual(['SUCCEEDED', 'expired', []]);
  });

  it('of an answer that is delivered three times: the first counts', async () => {
    const desk = openCreditDesk();
    await live(desk, small, { 60: accept, 61: accept, 62: accept });
    expect([await endOf(desk), once(desk, 'CreditOfferAccepted')]).toEqual(['active', 1]);
    expect(desk.granted).toHaveLength(1);
  });

  it('of a question that is answered: decided again, with what came', async () => {
    const desk = openCreditDesk();
    const dora = signed('Director', 'dora');
    await live(
      desk,
      large,
      {
        3600: () => desk.act({ act: 'ask', actId: 'a-1', what: ['statements'] }, dora, id),
        7200: () => desk.inform({ applicationId: id }),
        10800: () => desk.act({ act: 'decline', actId: 'a-2' }, dora, id),
      },
      {},
    );
    expect([await endOf(desk), once(desk, 'CreditDecided')]).toEqual(['declined', 2]);
  });
});

/** Somebody does something, allowed or not, at some second of the first 40 days. */
const anyAct = fc.record({
  at: fc.integer({ min: 1, max: 40 * 86_400 }),
  role: fc.constantFrom('Analyst', 'Manager', 'Director', 'Nobody'),
  name: fc.constantFrom('ana', 'mara', 'dora', 'luis'),
  what: fc.constantFrom(
    'approve',
    'approve',
    'approve',
    'change',
    'claim',
    'return',
    'ask',
    'escalate',
    'decline',
    'withdraw',
    'inform',
    'accept',
    'refuse',
  ),
  limitMinor: fc.integer({ min: 1, max: 40_000_000 }),
});
type Happening = typeof anyAct extends fc.Arbitrary<infer T> ? T : never;

const happen = async (desk: CreditDesk, { at, role, name, what, limitMinor }: Happening) => {
  const state = (await desk.store.load(id))?.state;
  if (what === 'inform') return desk.inform({ applicationId: id, answerId: `A-${at}` });
  if (what === 'accept' || what === 'refuse') {
    const document = sha256(desk.letters[0]?.attachment.bytes ?? '');
    return desk.answer(linkIn(desk), `document=${document}&answer=${what}`);
  }
  const terms = what === 'approve' ? state?.referral : { limitMinor, termsDays: 30 };
  const body = {
    act: what,
    actId: `a-${at}`,
    ...(what === 'approve' || what === 'change'
      ? { limitMinor: terms?.limitMinor ?? 1, termsDays: terms?.termsDays ?? 30 }
      : {}),
    ...(what === 'ask' ? { what: ['more'] } : {}),
  };
  return desk.act(body, signed(role, name), id);
};

describe('whatever people, applicants and crashes do, and whenever', () => {
  it('ends legally, within authority, with decisions that give the same again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyAct, { maxLength: 12 }),
        fc.integer({ min: 1, max: 120 }),
        fc.constantFrom(500_000, 4_000_000, 30_000_000),
        fc.boolean(),
        async (acts, crash, amountMinor, isKnown) => {
          const desk = openCreditDesk({ crashes: crashAt(crash) });
          const during = Object.fromEntries(
            acts.map((act) => [act.at, (of: CreditDesk) => happen(of, act)]),
          );
          const application = submitted({ applicationId: id, amountMinor, submittedBy: 'luis' });
          const summary = await live(desk, application, during, isKnown ? undefined : {});
          expect(summary.status).toBe('SUCCEEDED');
          const status = await endOf(desk);
          expect(finalStatuses).toContain(status);
          // A crash may ask for the same line twice; the line takes it once.
          expect(desk.granted.length > 0).toBe(status === 'active');
          const policy = policyOf('default', 2);
          let riskClass: DomainData<'CreditDecided'>['riskClass'];
          for (const { type, data } of desk.store.journal) {
            if (type === 'CreditDecided') {
              const { inputs, outcome, reasons, limitMinor, ...decided } =
                data as DomainData<'CreditDecided'>;
              riskClass = decided.riskClass;
              const text = new TextDecoder().decode(await desk.files.get(inputs.key));
              const again = decideCredit(
                creditInputsSchema.parse(JSON.parse(text)),
                policy,
                scorecardOf('company', 1),
              );
              expect([again.outcome, again.limitMinor, again.reasons]).toEqual([
                outcome,
                limitMinor,
                reasons,
              ]);
            }
            if (type === 'CreditApproved') {
              const { by, approvals, limitMinor } = data as DomainData<'CreditApproved'>;
              if (by === 'policy' || riskClass === undefined) continue;
              expect(suffices(policy, { riskClass, minor: limitMinor }, approvals)).toBe(true);
              expect(approvals.some(({ actor }) => actor.endsWith('/luis'))).toBe(false);
            }
          }
        },
      ),
      { numRuns: 80 },
    );
  });
});
