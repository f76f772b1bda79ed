import { expect, it } from 'vitest';
import { ana, eva, luis, operatorOf } from '../support/operator.ts';
import { type Story, story } from '../support/story/story.ts';
import { customer, invoice, stripe } from '../support/story/tellings.ts';

const account = 'acme|main|USD';

/** People at work in a story: what they do at a moment belongs to its day. */
const peopleOf = ({ runtime }: Story) => {
  const run = operatorOf(runtime);
  return {
    at: (moment: string) => runtime.runUntil(Date.parse(`${moment}:00Z`)),
    /** What a command says, which must be well. */
    ask: async (words: readonly string[], arn: string = ana) => {
      const { code, out, err } = await run(words, arn);
      expect([code, err]).toEqual([0, '']);
      return out.split('\n').filter((line) => line !== '');
    },
    refused: async (words: readonly string[], arn: string = ana) => {
      const { code, err } = await run(words, arn);
      expect(code).toBe(1);
      return err.trimEnd();
    },
  };
};

const because = (reason: string) => ['--reason', reason];

it('holds a case as long as it was told, then goes on with the highest step that is due', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-03-10' }));
    const { at, ask, refused } = peopleOf(s);
    await s.skipThrough('2026-03-31');
    await at('2026-04-01T08:00');
    expect(
      await ask(['case', 'hold', account, '--until', '2026-04-16', ...because('promised to pay')]),
    ).toEqual([`${account} is on hold until 2026-04-16`, 'act act-1']);
    expect(
      await refused(['case', 'hold', account, '--until', '2026-04-16', ...because('again')]),
    ).toBe(
      `cartera: refused by held-so: ${account}|1 is on hold from 2026-04-01 until 2026-04-16 already`,
    );
    await s.on('2026-04-01', ['acme CaseHeld until 2026-04-16: promised to pay']);
    await s.quietUntil('2026-04-16');
    expect((await ask(['account', 'explain', account])).join('\n')).toContain('on hold');
    await s.on('2026-04-16', [
      'acme CaseStageEntered extrajudicial at 37 days',
      'acme StepPerformed demand-payment@2026-03-10: sent',
      'acme ContactAttempted email demand-payment@2026-03-10 formal-demand en: INV-1 1000.00 USD',
      'acme ContactSent email demand-payment@2026-03-10',
      'email to acme@example.com',
    ]);
  }));

it('takes a hold back, and wakes what slept through it', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-03-10' }));
    const { at, ask, refused } = peopleOf(s);
    await s.skipThrough('2026-03-10');
    await at('2026-03-11T03:00');
    const hold = ['case', 'hold', account, '--until', '2026-06-01', '--on', '2026-03-09'];
    await ask([...hold, ...because('under discussion')]);
    await s.on('2026-03-11', ['acme CaseHeld until 2026-06-01: under discussion']);
    await s.quietUntil('2026-03-18');
    await at('2026-03-18T03:00');
    const release = ['case', 'release', account];
    await ask([...release, ...because('came to nothing')]);
    await s.on('2026-03-18', [
      'acme CaseReleased from hold: came to nothing',
      'acme CaseStageEntered administrative at 8 days',
      'acme StepPerformed text-overdue@2026-03-10: sent',
      'acme ContactAttempted sms text-overdue@2026-03-10 sms-overdue en: INV-1 1000.00 USD',
      'acme ContactSent sms text-overdue@2026-03-10',
      'sms to +15555550100',
    ]);
    expect(await refused([...release, ...because('again')])).toMatch(
      /^cartera: refused by not-held: /,
    );
  }));

it('closes a case for good until something new is owed, or until it is taken back', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-03-10' }));
    s.tell('2026-04-20', '06:00', invoice('INV-2', { dueOn: '2026-04-28', totalMinor: 5_000 }));
    const { at, ask } = peopleOf(s);
    await s.skipThrough('2026-03-25');
    await at('2026-03-26T08:00');
    const task = `${account}|1|call-debtor|2026-03-10`;
    const list = ['task', 'list', '--role', 'collector'];
    const line = `2026-03-27  call-debtor  1000.00 USD  15 days late  administrative`;
    expect(await ask(list)).toEqual([`${line}  free  ${task}`]);
    await ask(['task', 'claim', task, ...because('mine')]);
    expect(await ask([...list, '--claimed', 'mine'])).toEqual([
      `${line}  claimed by ${ana}  ${task}`,
    ]);
    const close = ['case', 'close', account, ...because('agreed by phone')];
    expect((await ask(close)).slice(0, 2)).toEqual([
      `the case of ${account} is closed over 1 instalment, not chased until something else is owed:`,
      '  INV-1',
    ]);
    expect(await ask(list)).toEqual(['no task waits']);
    await s.on('2026-03-26', [
      `acme TaskClaimed ${task}: mine`,
      'acme CaseClosed closed-by-person',
    ]);
    await s.quietUntil('2026-04-20');
    await s.on('2026-04-20', ['acme InvoicePosted INV-2 50.00 USD due 2026-04-28']);
    // The sweep comes to the new invoice; the account is chased as a whole again.
    const lines = await s.skipThrough('2026-04-30');
    expect(lines.filter((each) => /CaseOpened|email to/.test(each))).toEqual([
      'acme CaseOpened #2',
      'email to acme@example.com',
    ]);

    await at('2026-05-01T08:00');
    await ask(['case', 'close', account, ...because('wrong account')]);
    await s.skipThrough('2026-05-01');
    await s.quietUntil('2026-05-05');
    await at('2026-05-05T08:00');
    await ask(['case', 'release', account, ...because('it was the other one')]);
    expect(await s.skipThrough('2026-05-05')).toEqual(
      expect.arrayContaining([
        'acme CaseReleased from close: it was the other one',
        'acme CaseOpened #3',
      ]),
    );
  }));

it('chases nothing that was handed off, whatever else is owed, until that is taken back', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-03-10' }));
    s.tell('2026-04-20', '06:00', invoice('INV-2', { dueOn: '2026-04-28', totalMinor: 5_000 }));
    s.tell('2026-05-12', '06:00', stripe('pay-2', 5_000, ['INV-2']).paid);
    const { at, ask } = peopleOf(s);
    await s.skipThrough('2026-03-25');
    await at('2026-03-26T08:00');
    const close = ['case', 'close', account, '--handed-off', ...because('agency takes over')];
    expect((await ask(close)).slice(0, 2)).toEqual([
      `the case of ${account} is closed over 1 instalment, collected by somebody else, and in no case of ours:`,
      '  INV-1',
    ]);
    const next = await s.skipThrough('2026-05-01');
    expect(next.filter((line) => /Case|Step|Attempted/.test(line))).toEqual([
      expect.stringMatching(/^acme TaskWithdrawn|^acme CaseClosed handed-off/),
      'acme CaseOpened #2',
      'acme CaseStageEntered preventive at 0 days',
      'acme StepPerformed remind-before-due@2026-04-28: sent',
      'acme ContactAttempted email remind-before-due@2026-04-28 reminder-before-due en: INV-2 50.00 USD',
      'acme CaseStageEntered administrative at 1 days',
      'acme StepPerformed notify-overdue@2026-04-28: sent',
      'acme ContactAttempted email notify-overdue@2026-04-28 reminder-overdue en: INV-2 50.00 USD',
    ]);
    expect((await ask(['account', 'explain', account])).join('\n')).toContain(
      'INV-1  1000.00 USD  somebody else collects it since the case was handed off',
    );
    expect(await s.skipThrough('2026-05-12')).toContain('acme CaseClosed nothing-due');
    await s.quietUntil('2026-06-02');
    await at('2026-06-02T08:00');
    await ask(['case', 'release', account, ...because('the agency gave it back')]);
    expect(await s.skipThrough('2026-06-02')).toEqual(
      expect.arrayContaining([
        'acme CaseReleased from close: the agency gave it back',
        'acme CaseOpened #3',
      ]),
    );
  }));

it('stops all sending, and says so to whoever asks', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-03-10' }));
    const { at, ask, refused } = peopleOf(s);
    await at('2026-03-04T08:00');
    expect(await ask(['sending', 'show'], eva)).toEqual([
      'sending is not stopped',
      'mode live: messages are real',
      expect.stringMatching(/^2026-03-04 \(UTC\): email \d+ of \d+ used$/),
      expect.stringMatching(/^2026-03-04 \(UTC\): sms 0 of \d+ used$/),
    ]);
    await ask(['sending', 'stop', ...because('wrong template')]);
    const stopped = `all sending is stopped since 2026-03-04T08:00:00.000Z by ${ana}: wrong template`;
    expect((await ask(['sending', 'show'], eva))[0]).toBe(stopped);
    expect(await refused(['sending', 'stop', ...because('too')])).toBe(
      `cartera: refused by sending-is-stopped: ${stopped}`,
    );
    const before = await s.skipThrough('2026-03-06');
    expect(before.some((line) => line.startsWith('email to'))).toBe(false);
    await at('2026-03-07T01:00');
    await ask(['sending', 'resume', ...because('mended')]);
    const after = await s.skipThrough('2026-03-09');
    expect(after.filter((line) => line.startsWith('email to'))).toEqual([
      'email to acme@example.com',
    ]);
  }));

it('suppresses an address and lets it be used again; auditors and approvers only look', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-03-10' }));
    const { at, ask, refused } = peopleOf(s);
    await at('2026-03-03T08:00');
    const suppress = ['address', 'suppress', 'acme', 'email', ...because('asked by phone')];
    for (const arn of [luis, eva]) {
      expect(await refused(suppress, arn)).toMatch(/^cartera: forbidden/);
    }
    expect(await ask(suppress)).toEqual([
      'the email address of acme gets no more messages',
      'act act-3',
    ]);
    const party = await ask(['party', 'show', 'acme'], eva);
    expect(party.slice(-3)).toEqual([
      '  email a***@example.com  operator',
      'decided',
      expect.stringMatching(
        /^ {2}2026-03-\d\dT\S+ {2}email a\*{3}@example\.com {2}suppressed: operator, by arn:\S+: /,
      ),
    ]);
    expect(await s.skipThrough('2026-03-05')).toEqual(
      expect.arrayContaining([
        'acme AddressSuppressed email: operator',
        'acme ContactRefused email remind-before-due@2026-03-10: suppressed',
      ]),
    );
    await at('2026-03-06T08:00');
    await ask(['address', 'unsuppress', 'acme', 'email', ...because('called again')]);
    await ask(['party', 'opt-out', 'acme', 'sms', '--courtesy', ...because('called again')]);
    expect((await ask(['party', 'show', 'acme'])).slice(0, 6)).toEqual([
      'acme  UTC  en',
      'reached by        email a***@example.com, sms +15***00',
      'refuses           sms (courtesy)',
      'upstream says     none',
      'suppressed        none',
      'decided',
    ]);
    expect(await s.skipThrough('2026-03-06')).toEqual([
      'acme AddressUnsuppressed email',
      'acme PartyOptedOut sms courtesy by operator',
    ]);
  }));
