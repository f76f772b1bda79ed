import { describe, expect, it } from 'vitest';
import { lintDefinition } from '../../local/states/lint.ts';
import { InvariantError } from '../../shared/domain/errors.ts';
import { InvalidInput } from '../../shared/lambda/task.ts';
import { LineNotDue, OfferNotDue } from '../../statemachines/credit-approval/io.ts';
import {
  allStates,
  applicationId,
  arming,
  named,
  payloadsOf,
  run,
  text,
  total,
  wait,
  wakeAt,
} from '../support/credit-machine.ts';

const gathering = ['GatherData', 'GatherHistory', 'GatherBureau', 'GatherFinancials'];
const sources = [
  ['GatherHistory', 'HistoryMissing', 'history'],
  ['GatherBureau', 'BureauMissing', 'bureau'],
  ['GatherFinancials', 'FinancialsMissing', 'financials'],
] as const;
const declined = { next: 'end', ended: 'declined' };
const refused = named('DynamoDb.ConditionalCheckFailedException');

/** The states after the sources, whose order among each other is nobody's business. */
const beyond = (states: readonly string[]): readonly string[] =>
  states.filter((state) => !gathering.includes(state) && !state.endsWith('Missing'));

describe('the credit-approval machine', () => {
  it('has nothing that deploys well and hurts later', () => {
    expect(lintDefinition(text)).toEqual([]);
  });

  it('names only errors that something raises', () => {
    const ours = [
      new InvalidInput('').name,
      new InvariantError('').name,
      new OfferNotDue('').name,
      new LineNotDue('').name,
    ];
    // From "Error names" and the integration pages of the Step Functions developer guide.
    const services = [
      'Lambda.TooManyRequestsException',
      'DynamoDb.ConditionalCheckFailedException',
      'States.ALL',
      'States.TaskFailed',
      'States.Timeout',
    ];
    const caught = [...allStates.values()].flatMap(({ Retry = [], Catch = [] }) =>
      [...Retry, ...Catch].flatMap(({ ErrorEquals }) => ErrorEquals),
    );
    expect([...new Set(caught)].sort()).toEqual([...ours, ...services].sort());
  });

  it('takes ten transitions for an application that needs no person, its answer included', async () => {
    const { summary, states, bench } = await run({}, (b) => wakeAt(b, 3600));
    expect(states).toHaveLength(10);
    expect(new Set(states.slice(0, 4))).toEqual(new Set(gathering));
    expect(states.slice(4)).toEqual([
      'DecideApplication',
      'WhatIsNext',
      'MakeOffer',
      'AwaitAnswer',
      'ActivateLine',
      'LineActive',
    ]);
    expect(summary.status).toBe('SUCCEEDED');
    expect(JSON.parse(summary.output ?? '')).toEqual({ applicationId, ended: 'active' });
    expect(bench.retried).toEqual([]);
  });

  it('takes twelve when the applicant is faster than the wait', async () => {
    const { states, summary } = await run({
      arms: [refused],
      PlanApplication: [{ next: 'activate-line' }],
    });
    expect(states).toHaveLength(12);
    expect(states.slice(-5)).toEqual([
      'AwaitAnswer',
      'PlanApplication',
      'WhatIsNext',
      'ActivateLine',
      'LineActive',
    ]);
    expect(summary.status).toBe('SUCCEEDED');
  });

  it('hands nothing to its functions but the application and what its sources had', async () => {
    const { bench } = await run({}, (b) => wakeAt(b, 10));
    for (const name of [
      'GatherHistory',
      'GatherBureau',
      'GatherFinancials',
      'MakeOffer',
      'ActivateLine',
    ]) {
      expect(payloadsOf(bench, name)).toEqual([{ applicationId }]);
    }
    expect(payloadsOf(bench, 'DecideApplication')).toEqual([
      {
        applicationId,
        gathered: [
          { source: 'history', status: 'found' },
          { source: 'bureau', status: 'found' },
          { source: 'financials', status: 'not-asked' },
        ],
      },
    ]);
  });

  it.each([
    ['await-reviewer', 'AwaitReviewer'],
    ['await-information', 'AwaitInformation'],
    ['await-answer', 'AwaitAnswer'],
  ] as const)(
    'leaves its token to %s on the condition that nothing newer came',
    async (next, state) => {
      const { bench, states } = await run(
        {
          DecideApplication: [wait(next, 60, 7)],
          ActivateLine: [new LineNotDue('')],
          PlanApplication: [{ next: 'end', ended: 'withdrawn' }],
        },
        (b) => wakeAt(b, 30),
      );
      expect(states).toContain(state);
      const call = bench.calls.find(({ resource }) => resource === arming);
      expect(call?.arguments).toEqual({
        TableName: 'WaitTokens',
        Key: { pk: { S: `CREDITWAIT#${applicationId}` }, sk: { S: 'WAIT' } },
        UpdateExpression: 'SET #token = :token, #armedVersion = :version, #dueAt = :dueAt',
        ConditionExpression: 'attribute_not_exists(#signalVersion) OR #signalVersion <= :version',
        ExpressionAttributeNames: {
          '#token': 'token',
          '#armedVersion': 'armedVersion',
          '#dueAt': 'dueAt',
          '#signalVersion': 'signalVersion',
        },
        ExpressionAttributeValues: {
          ':token': { S: call?.taskToken },
          ':version': { N: '7' },
          ':dueAt': { S: '2026-01-01T00:01:00.000Z' },
        },
      });
      expect(states.at(-1)).toBe('Ended');
    },
  );

  it.each(['await-reviewer', 'await-information', 'await-answer'] as const)(
    'asks what comes next when the time of %s is over',
    async (next) => {
      const { states, bench } = await run({
        DecideApplication: [wait(next, 600)],
        PlanApplication: [{ next: 'end', ended: 'expired' }],
      });
      expect(beyond(states).slice(-3)).toEqual(['PlanApplication', 'WhatIsNext', 'Ended']);
      expect(bench.elapsed()).toBe(600_000);
    },
  );

  it('gathers once more when the applicant has answered a question', async () => {
    const { states } = await run(
      {
        DecideApplication: [wait('await-information', 600), { next: 'end', ended: 'refused' }],
        PlanApplication: [{ next: 'gather' }],
      },
      (b) => wakeAt(b, 60),
    );
    expect(beyond(states)).toEqual([
      'DecideApplication',
      'WhatIsNext',
      'AwaitInformation',
      'PlanApplication',
      'WhatIsNext',
      'DecideApplication',
      'WhatIsNext',
      'Ended',
    ]);
    expect(states.filter((state) => state === 'GatherBureau')).toHaveLength(2);
  });

  it('tells an adverse decision before it ends', async () => {
    const { states, summary } = await run({ DecideApplication: [{ next: 'give-notice' }] });
    expect(beyond(states)).toEqual([
      'DecideApplication',
      'WhatIsNext',
      'GiveNotice',
      'WhatIsNext',
      'Declined',
    ]);
    expect(JSON.parse(summary.output ?? '')).toEqual({ applicationId, ended: 'declined' });
  });

  it('brings the line of a review to what was decided, and tells it then, four transitions more', async () => {
    const script = {
      DecideApplication: [{ next: 'activate-line' }],
      ActivateLine: [new LineNotDue('')],
      PlanApplication: [{ next: 'give-notice' }],
      GiveNotice: [{ next: 'end', ended: 'closed' }],
    };
    const { states, summary } = await run(script);
    const line = ['DecideApplication', 'WhatIsNext', 'ActivateLine'];
    const letter = ['PlanApplication', 'WhatIsNext', 'GiveNotice', 'WhatIsNext', 'Ended'];
    expect(beyond(states)).toEqual([...line, ...letter]);
    expect(JSON.parse(summary.output ?? '')).toEqual({ applicationId, ended: 'closed' });
    // One that waited for its letter before the line was so, as an earlier release planned it.
    const earlier = await run({
      ...script,
      DecideApplication: [{ next: 'give-notice' }],
      GiveNotice: [wait('await-information', 600), ...script.GiveNotice],
      PlanApplication: [{ next: 'activate-line' }, { next: 'give-notice' }],
    });
    const waited = ['DecideApplication', 'WhatIsNext', 'GiveNotice', 'WhatIsNext'];
    const woke = ['AwaitInformation', 'PlanApplication', 'WhatIsNext', 'ActivateLine'];
    expect(beyond(earlier.states)).toEqual([...waited, ...woke, ...letter]);
  });

  it('activates no line that nobody accepted, whoever woke it', async () => {
    const { states } = await run(
      {
        ActivateLine: [new LineNotDue('')],
        PlanApplication: [{ next: 'end', ended: 'refused' }],
      },
      (b) => wakeAt(b, 60),
    );
    expect(beyond(states).slice(-4)).toEqual([
      'ActivateLine',
      'PlanApplication',
      'WhatIsNext',
      'Ended',
    ]);
  });

  it('makes no offer that is not due any more', async () => {
    const { states } = await run({
      MakeOffer: [new OfferNotDue('')],
      PlanApplication: [{ next: 'end', ended: 'withdrawn' }],
    });
    expect(beyond(states).slice(-4)).toEqual([
      'MakeOffer',
      'PlanApplication',
      'WhatIsNext',
      'Ended',
    ]);
  });
});

describe('under faults', () => {
  it.each(sources)(
    'goes on without %s when it does not answer in time',
    async (name, state, source) => {
      const { bench, states } = await run({ [name]: [named('States.Timeout')] }, (b) =>
        wakeAt(b, 900),
      );
      expect(states).toContain(state);
      expect(bench.retried).toHaveLength(2);
      const [payload] = payloadsOf(bench, 'DecideApplication') as readonly [
        { gathered: unknown[] },
      ];
      expect(payload.gathered).toContainEqual({ source, status: 'timed-out' });
      expect(states.at(-1)).toBe('LineActive');
    },
  );

  it.each(sources)('goes on without %s when it fails for good', async (name, _, source) => {
    const { bench } = await run({ [name]: [named('InvalidInput')] }, (b) => wakeAt(b, 900));
    expect(bench.retried).toEqual([]);
    const [payload] = payloadsOf(bench, 'DecideApplication') as readonly [{ gathered: unknown[] }];
    expect(payload.gathered).toContainEqual({ source, status: 'unavailable' });
  });

  it.each([...sources.map(([name]) => name), 'DecideApplication', 'MakeOffer', 'ActivateLine'])(
    'asks %s again after faults that pass',
    async (name) => {
      const usual = {
        DecideApplication: { next: 'make-offer' },
        MakeOffer: wait('await-answer', 86_400),
        ActivateLine: { ended: 'active' },
      };
      const answer = usual[name as keyof typeof usual] ?? { source: 'history', status: 'found' };
      const faults = [named('Lambda.TooManyRequestsException'), named('StoreDown')];
      const { bench, summary } = await run({ [name]: [...faults, answer] }, (b) => wakeAt(b, 3600));
      expect(bench.retried).toHaveLength(2);
      expect(summary.status).toBe('SUCCEEDED');
    },
  );

  it.each(['PlanApplication', 'GiveNotice'])('asks %s again, too', async (name) => {
    const faults = [named('Lambda.TooManyRequestsException'), named('StoreDown')];
    const { bench, summary } = await run({
      DecideApplication: [
        name === 'GiveNotice' ? { next: 'give-notice' } : wait('await-reviewer', 60),
      ],
      [name]: [...faults, declined],
    });
    expect(bench.retried).toHaveLength(2);
    expect(summary.status).toBe('SUCCEEDED');
  });

  it.each(['DecideApplication', 'MakeOffer', 'ActivateLine', 'GiveNotice', 'PlanApplication'])(
    'keeps the application when %s cannot work, and looks at it again in an hour',
    async (name) => {
      const before =
        name === 'GiveNotice'
          ? { next: 'give-notice' }
          : name === 'PlanApplication'
            ? wait('await-reviewer', 60)
            : { next: 'make-offer' };
      const { states, summary, bench } = await run(
        {
          DecideApplication: [before],
          PlanApplication: [{ next: 'end', ended: 'withdrawn' }],
          [name]: [named('InvalidInput'), { next: 'end', ended: 'withdrawn' }],
        },
        (b) => (name === 'ActivateLine' ? wakeAt(b, 60) : undefined),
      );
      expect(bench.retried).toEqual([]);
      expect(beyond(states).slice(-5)).toEqual([
        'WaitOutTrouble',
        'IsTroubleLasting',
        'PlanApplication',
        'WhatIsNext',
        'Ended',
      ]);
      expect(summary.status).toBe('SUCCEEDED');
    },
  );

  it.each([
    ['AwaitReviewer', 'await-reviewer'],
    ['AwaitInformation', 'await-information'],
    ['AwaitAnswer', 'await-answer'],
  ] as const)(
    '%s tries again, waits the trouble out and plans on what is newer',
    async (state, next) => {
      const down = Array.from({ length: 7 }, () => named('Sdk.ThrottlingException'));
      const { bench, states } = await run({
        DecideApplication: [wait(next, 600)],
        arms: [...down, refused],
        PlanApplication: [wait(next, 600), { next: 'end', ended: 'expired' }],
      });
      expect(bench.retried.filter((entry) => entry.endsWith(`/${state}`))).toHaveLength(6);
      expect(beyond(states)).toEqual([
        'DecideApplication',
        'WhatIsNext',
        state,
        'WaitOutTrouble',
        'IsTroubleLasting',
        'PlanApplication',
        'WhatIsNext',
        state,
        'PlanApplication',
        'WhatIsNext',
        'Ended',
      ]);
    },
  );

  it('gives up after three days of trouble without a break, where an alarm sees it', async () => {
    const { summary, bench } = await run({
      DecideApplication: [named('InvalidInput')],
      PlanApplication: [{ next: 'gather' }],
    });
    expect(summary).toMatchObject({ status: 'FAILED', error: 'TroubleLasted' });
    expect(bench.elapsed()).toBe(72 * 3_600_000);
  });

  it('counts trouble anew after a wait that went well', async () => {
    const plans = Array.from({ length: 71 }, () => named('InvalidInput'));
    const { summary } = await run({
      DecideApplication: [named('InvalidInput')],
      PlanApplication: [...plans.slice(1), wait('await-reviewer', 60), ...plans, declined],
    });
    expect(summary.status).toBe('SUCCEEDED');
  });

  it('fails where an alarm sees it when the plan makes no sense', async () => {
    const { summary } = await run({ DecideApplication: [{ next: 'dance' }] });
    expect(summary).toMatchObject({ status: 'FAILED', error: 'PlanNotUnderstood' });
    expect(summary.cause).toBe('The plan asks for dance');
  });
});

/** Retriers with no attempts exist to stop the ones after them. */
const neverRetries = (rule: object): boolean => 'MaxAttempts' in rule && rule.MaxAttempts === 0;

describe('coverage', () => {
  it('visits every state, every retry, every catch and every choice', () => {
    const missing: string[] = [];
    const expectHit = (kind: keyof typeof total, name: string) => {
      if ((total[kind].get(name) ?? 0) === 0) missing.push(`${kind} ${name}`);
    };
    for (const [name, state] of allStates) {
      expectHit('states', name);
      for (const [index, rule] of (state.Retry ?? []).entries()) {
        if (!neverRetries(rule)) expectHit('retries', `${name}[${index}]`);
      }
      for (const index of (state.Catch ?? []).keys()) expectHit('catches', `${name}[${index}]`);
      for (const index of (state.Choices ?? []).keys()) expectHit('choices', `${name}[${index}]`);
    }
    expect(missing).toEqual([]);
  });
});
