import { expect, it } from 'vitest';
import { readingOf } from '../../test/support/command-line.ts';

const stop = { at: '2026-06-20T03:00:00.000Z', actor: 'ana', reason: 'wrong template' };
const today = {
  on: '2026-06-20',
  channels: [{ channel: 'email', cap: 500, used: 12, simulated: 3 }],
};

it('shows who or what decided how a party is reached, when and why', async () => {
  const at = '2026-06-20T03:00:00.000Z';
  const present = { channel: 'email', addressHash: '9f2c61d07ab34e58' };
  const history = [
    { at, what: 'suppressed: bounce', ...present },
    { at, what: 'may be used again', channel: 'email', addressHash: 'former' },
    { at, what: 'refused (courtesy), said by operator', channel: 'sms', by: 'ana', reason: 'T-1' },
  ];
  const lists = {
    channels: ['email', 'sms'],
    addresses: [{ ...present, masked: 'p***@acme.example' }],
    optOuts: [],
    ownOptOuts: [],
    suppressed: [
      { ...present, cause: 'bounce' },
      { channel: 'sms', addressHash: '0a1b', cause: 'operator' },
    ],
  };
  const party = { partyId: 'acme', zone: 'UTC', locale: 'en', ...lists, history };
  expect(await readingOf(['party', 'show', 'acme'], party)).toEqual([
    'acme  UTC  en',
    'reached by        email p***@acme.example, sms',
    'refuses           none',
    'upstream says     none',
    'suppressed',
    '  email p***@acme.example  bounce',
    '  sms a former address (--hash 0a1b)  operator',
    'decided',
    `  ${at}  email p***@acme.example  suppressed: bounce`,
    `  ${at}  email a former address (--hash former)  may be used again`,
    `  ${at}  sms  refused (courtesy), said by operator, by ana: T-1`,
  ]);
  const lines = await readingOf(['party', 'show', 'acme'], { ...party, history: [] });
  expect(lines.at(-1)).toBe('decided           nothing');
});

it.each([
  ['shadow', 'mode shadow: messages are simulated, and nobody gets one', '3 of 500 simulated'],
  [
    'allow-list',
    'mode allow-list: messages to who is listed are real, all others are simulated',
    '12 of 500 used, 3 of 500 simulated',
  ],
  ['live', 'mode live: messages are real', '12 of 500 used'],
])('shows what sending does in %s', async (mode, meaning, used) => {
  expect(await readingOf(['sending', 'show'], { sending: 'on', mode, today })).toEqual([
    'sending is not stopped',
    meaning,
    `2026-06-20 (UTC): email ${used}`,
  ]);
});

it('shows who stopped sending, and that a resume in shadow lets nothing leave', async () => {
  const [stopped] = await readingOf(['sending', 'show'], { mode: 'live', stop, today });
  expect(stopped).toBe(
    'all sending is stopped since 2026-06-20T03:00:00.000Z by ana: wrong template',
  );
  expect(
    await readingOf(['sending', 'resume', '--reason', 'x'], { mode: 'shadow', outcome: 'done' }),
  ).toEqual([
    'sending is not stopped',
    'mode shadow: messages are simulated, and nobody gets one',
    'act act-1',
  ]);
});
