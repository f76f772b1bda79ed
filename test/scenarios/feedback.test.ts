import { expect, it } from 'vitest';
import type { DomainFact } from '../../events/catalogue.ts';
import type { Recorded } from '../../events/envelope.ts';
import type { CallPoint } from '../../local/faults.ts';
import { type Story, story } from '../support/story/story.ts';
import { customer, invoice } from '../support/story/tellings.ts';

/** Addresses of the mailbox simulator of SES. */
const bounces = 'bounce@simulator.amazonses.com';
const bouncesAgain = 'bounce+again@simulator.amazonses.com';
const complains = 'complaint@simulator.amazonses.com';
/** A number that the local carrier calls invalid. */
const noPhone = '+15005550001';
/** One whose owner wants no texts, as the local carrier says. */
const optedOutPhone = '+15005550003';

const eventsOf = <T extends DomainFact['type']>({ runtime }: Story, type: T) =>
  runtime.busEvents.flatMap(({ detailType, detail }) =>
    detailType === type ? [(detail as Recorded).data as (DomainFact & { type: T })['data']] : [],
  );

const registered = [
  'acme PartyRegistered email sms',
  'acme InvoicePosted INV-1 1000.00 USD due 2026-03-09',
];
const contacted = (
  channel: 'email' | 'sms',
  step: string,
  template: string,
  to: string,
  instead = '',
) => [
  `acme StepPerformed ${step}@2026-03-09${instead}: sent`,
  `acme ContactAttempted ${channel} ${step}@2026-03-09 ${template} en: INV-1 1000.00 USD`,
  `acme ContactSent ${channel} ${step}@2026-03-09`,
  `${channel} to ${to}`,
];
const suppressed = (channel: 'email' | 'sms', step: string, reason: string) => [
  'acme AlertRaised warning delivery-failed',
  `acme ContactBounced ${channel} ${step}@2026-03-09 permanent: ${reason}`,
  `acme AddressSuppressed ${channel}: bounce`,
  'notice of warning: [warning] delivery-failed acme|main|USD',
];
const called = [
  'acme TaskOpened call-debtor for collector, 1000.00 USD at 15 days',
  'acme StepPerformed call-debtor@2026-03-09: task-opened',
];
const digest = (on: string) => `notice of info: Alerts of ${on}: 1`;

it('gives up an address that bounces, trusts a new one, and texts when that bounces, too', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme', { email: bounces }));
    s.tell('2026-03-02', '06:01', invoice('INV-1', { dueOn: '2026-03-09' }));
    s.tell('2026-03-05', '06:00', customer('acme', { email: bouncesAgain }));

    await s.on('2026-03-02', registered);
    await s.on('2026-03-03', ['acme CaseOpened #1']);
    await s.on('2026-03-04', [
      'acme CaseStageEntered preventive at 0 days',
      ...contacted('email', 'remind-before-due', 'reminder-before-due', bounces),
      ...suppressed('email', 'remind-before-due', 'General 5.1.1'),
    ]);
    await s.on('2026-03-05', ['acme PartyRegistered email sms', digest('2026-03-04')]);
    await s.on('2026-03-10', [
      'acme CaseStageEntered administrative at 1 days',
      ...contacted('email', 'notify-overdue', 'reminder-overdue', bouncesAgain),
      ...suppressed('email', 'notify-overdue', 'General 5.1.1'),
      'acme StepUndelivered email notify-overdue@2026-03-09: bounced: General 5.1.1',
      ...contacted('sms', 'notify-overdue', 'sms-overdue', '+15555550100', ' instead'),
    ]);
    await s.on('2026-03-11', [digest('2026-03-10')]);
    await s.on('2026-03-16', contacted('sms', 'text-overdue', 'sms-overdue', '+15555550100'));
    await s.on('2026-03-19', [
      'acme StepPerformed remind-overdue@2026-03-09: refused',
      'acme StepUndelivered email remind-overdue@2026-03-09: suppressed',
      'acme ContactRefused email remind-overdue@2026-03-09: suppressed',
      ...contacted('sms', 'remind-overdue', 'sms-overdue', '+15555550100', ' instead'),
    ]);
    await s.on('2026-03-24', called);
    expect(eventsOf(s, 'ContactDelivered').map(({ channel, step }) => [channel, step])).toEqual([
      ['sms', 'notify-overdue'],
      ['sms', 'text-overdue'],
      ['sms', 'remind-overdue'],
    ]);
  }));

it('writes when a phone takes no texts', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme', { phone: noPhone }));
    s.tell('2026-03-02', '06:01', invoice('INV-1', { dueOn: '2026-03-09' }));
    await s.skipThrough('2026-03-15');
    await s.on('2026-03-16', [
      ...contacted('sms', 'text-overdue', 'sms-overdue', noPhone),
      ...suppressed('sms', 'text-overdue', 'Invalid phone number'),
      'acme StepUndelivered sms text-overdue@2026-03-09: bounced: Invalid phone number',
      ...contacted('email', 'text-overdue', 'reminder-overdue', 'acme@example.com', ' instead'),
    ]);
  }));

it('leaves alone whoever refuses texts at the carrier: no e-mail in their place', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme', { phone: optedOutPhone }));
    s.tell('2026-03-02', '06:01', invoice('INV-1', { dueOn: '2026-03-09' }));
    await s.skipThrough('2026-03-15');
    await s.on('2026-03-16', [
      ...contacted('sms', 'text-overdue', 'sms-overdue', optedOutPhone),
      'acme AlertRaised warning delivery-failed',
      'acme ContactFailed sms text-overdue@2026-03-09 Phone number is opted out, final',
      'acme PartyOptedOut sms every-message by carrier',
      'notice of warning: [warning] delivery-failed acme|main|USD',
    ]);
    await s.on('2026-03-17', [digest('2026-03-16')]);
  }));

it('leaves alone whoever complained: no e-mail, and no text in its place', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme', { email: complains }));
    s.tell('2026-03-02', '06:01', invoice('INV-1', { dueOn: '2026-03-09' }));
    await s.skipThrough('2026-03-03');
    await s.on('2026-03-04', [
      'acme CaseStageEntered preventive at 0 days',
      ...contacted('email', 'remind-before-due', 'reminder-before-due', complains),
      'acme AlertRaised warning complaint-received',
      'acme ContactComplained email remind-before-due@2026-03-09: abuse',
      'acme AddressSuppressed email: complaint',
      'notice of warning: [warning] complaint-received acme|main|USD',
    ]);
    await s.on('2026-03-05', [digest('2026-03-04')]);
    await s.on('2026-03-10', [
      'acme CaseStageEntered administrative at 1 days',
      'acme StepPerformed notify-overdue@2026-03-09: refused',
      'acme ContactRefused email notify-overdue@2026-03-09: complained',
    ]);
  }));

it('obeys an answer of STOP, and one click on a reminder', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-03-09' }));
    s.tell('2026-03-20', '06:00', invoice('INV-2', { dueOn: '2026-03-30' }));
    await s.skipThrough('2026-03-04');
    const [reminder] = s.runtime.outbox;
    const link = reminder?.channel === 'email' ? reminder.headers['List-Unsubscribe'] : undefined;
    const path = /<https:\/\/[^/]+(\/v1\/unsubscribe\/[^>]+)>/.exec(link ?? '')?.[1] ?? '';
    const click = { method: 'POST', path, body: 'List-Unsubscribe=One-Click' };
    s.runtime.at(Date.parse('2026-03-05T10:00:00Z'), 'one click', async () => {
      expect(await s.runtime.http(click)).toMatchObject({ status: 200 });
    });
    await s.on('2026-03-05', ['acme PartyOptedOut email courtesy by unsubscribe-link']);
    await s.skipThrough('2026-03-16');
    const text = {
      originationNumber: '+15555550100',
      destinationNumber: '+15555550000',
      messageKeyword: 'KEYWORD',
      messageBody: 'No más.',
      inboundMessageId: 'in-1',
    };
    s.runtime.at(Date.parse('2026-03-17T10:00:00Z'), 'an answer', () =>
      s.runtime.publish('InboundTextsTopic', 'sms-voice.amazonaws.com', text),
    );
    await s.on('2026-03-17', ['acme PartyOptedOut sms every-message by reply']);
    const later = (await s.skipThrough('2026-04-20')).filter((line) => line.includes('Contact'));
    expect(later.filter((line) => line.includes('sms') && line.includes('Attempted'))).toEqual([]);
    expect(later.some((line) => line.includes('ContactAttempted email'))).toBe(true);
  }));

it('says in the journal of each message whether it arrived', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell(
      '2026-03-02',
      '06:00',
      customer('acme'),
      customer('beta', { email: 'delay@fate.example' }),
      customer('cora', { email: 'late-bounce@fate.example' }),
      invoice('A-1', { dueOn: '2026-03-03' }),
      invoice('B-1', { customerId: 'beta', dueOn: '2026-03-03' }),
      invoice('C-1', { customerId: 'cora', dueOn: '2026-03-03' }),
    );
    await s.skipThrough('2026-03-03');
    const arrived = eventsOf(s, 'ContactDelivered').map(({ partyId }) => partyId);
    expect(arrived.sort()).toEqual(['acme', 'beta', 'cora']);
    expect(eventsOf(s, 'ContactDelayed').map(({ partyId }) => partyId)).toEqual(['beta']);
    expect(eventsOf(s, 'ContactBounced').map(({ partyId }) => partyId)).toEqual(['cora']);
    expect(eventsOf(s, 'AddressSuppressed').map(({ partyId }) => partyId)).toEqual(['cora']);
  }));

/** Where a message that came back is heard, and where its step is taken up again. */
const at = ({ functionName }: CallPoint): boolean =>
  /^(RecordDelivery|SignalCase)Function$/.test(functionName);

it.each([1, 2])(
  'falls back once, although reports come twice and late and functions die (seed %i)',
  (seed) =>
    story(
      {
        from: '2026-03-02',
        seed,
        faults: { seed, duplicates: 0.2, reorder: true, crash: 0.1, at },
      },
      async (s) => {
        for (const name of ['a', 'b', 'c']) {
          s.tell(
            '2026-03-02',
            '06:00',
            customer(name, { email: `bounce+${name}@simulator.amazonses.com` }),
            invoice(`${name}-1`, { customerId: name, dueOn: '2026-03-09' }),
          );
          // The first address has bounced by then; this one has not been tried.
          const email = `bounce+${name}2@simulator.amazonses.com`;
          s.tell('2026-03-06', '06:00', customer(name, { email }));
        }
        await s.skipThrough('2026-03-13');
        const texts = s.runtime.outbox.filter(({ channel }) => channel === 'sms');
        expect(texts).toHaveLength(3);
        expect(eventsOf(s, 'StepUndelivered')).not.toEqual([]);
      },
    ),
);
