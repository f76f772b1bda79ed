import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';

const linesOf = (write: (log: ReturnType<typeof createLogger>) => void) => {
  const lines: string[] = [];
  write(createLogger({ function: 'f' }, (line) => lines.push(line)));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
};

describe('logger', () => {
  it('writes one JSON object a line, with the fields of its ancestors', () => {
    const lines: string[] = [];
    const log = createLogger({ function: 'f' }, (line) => lines.push(line));
    log.with({ correlationId: 'c' }).info('done', { count: 2 });
    expect(lines).toEqual([
      '{"level":"info","message":"done","function":"f","correlationId":"c","count":2}\n',
    ]);
  });

  it('masks what identifies, reaches or addresses a person, at any depth', () => {
    const [line] = linesOf((log) =>
      log.warn('seen', {
        accountId: 'acme|main|USD',
        party: { name: 'Ana', email: 'a@b.c', phones: ['+1'], phone: '+1', optOuts: ['sms'] },
        items: [{ to: 'x', subject: 's', body: 'b', html: 'h', text: 't', invoiceNumber: 'F1' }],
        workEmail: 'w',
        clientSecret: 's',
        taskToken: 't',
        customerName: 'n',
        gone: undefined,
      }),
    );
    expect(line).toEqual({
      level: 'warn',
      message: 'seen',
      function: 'f',
      accountId: 'acme|main|USD',
      party: { name: '***', email: '***', phones: '***', phone: '***', optOuts: ['sms'] },
      items: [
        { to: '***', subject: '***', body: '***', html: '***', text: '***', invoiceNumber: 'F1' },
      ],
      workEmail: '***',
      clientSecret: '***',
      taskToken: '***',
      customerName: '***',
    });
  });

  it('keeps the name, message and stack of an error', () => {
    const [line] = linesOf((log) => log.error('failed', { error: new TypeError('bad') }));
    expect(line?.['error']).toMatchObject({
      name: 'TypeError',
      message: 'bad',
      stack: expect.stringContaining('TypeError: bad'),
    });
    const [other] = linesOf((log) => log.error('failed', { error: 'text' }));
    expect(other?.['error']).toBe('text');
  });

  it('masks addresses, phone numbers and keys in what others say', () => {
    const error = new TypeError('Email address is not verified: Ana <ana.b@example.com>');
    const [line] = linesOf((log) =>
      log.error('failed', { error, why: '+57 (301) 555-0100 opted out', key: 'Bearer abc.def' }),
    );
    expect(line).toMatchObject({
      error: { message: 'Email address is not verified: Ana <***@***>' },
      why: '+*** opted out',
      key: '***',
    });
  });

  it('leaves what reaches nobody as it is', () => {
    const said = {
      accountId: 'acme|main|USD',
      eventId: 'account#acme|main|USD#7',
      dueOn: '2026-01-31',
      at: '2026-01-31T06:00:00.000+01:00',
      deltaMinor: -1200,
      trace: 'at run (file:///var/task/node_modules/@middy/core/index.js:224:25)',
    };
    const [line] = linesOf((log) => log.info('seen', said));
    expect(line).toMatchObject(said);
  });

  it('lets no personal data through, wherever it stands', () => {
    const person = fc.record({
      name: fc.stringMatching(/^[A-Z][a-z]{5,9} [A-Z][a-z]{5,9}$/),
      email: fc.emailAddress(),
      phone: fc.stringMatching(/^\+[1-9][0-9]{9,13}$/),
    });
    const keysOfNames = fc.constantFrom('name', 'customerName', 'to', 'subject', 'body', 'address');
    const words = fc.constantFrom('wrote to ', 'mailto:', '"', '<', 'x=');
    fc.assert(
      fc.property(
        person,
        keysOfNames,
        words,
        fc.nat(4),
        ({ name, email, phone }, key, word, depth) => {
          const inner = {
            [key]: { first: name, more: [name] },
            anything: `${word}${email}`,
            other: [`${word}${phone}>`, { deeper: email }],
            error: new RangeError(`${word}${email} or ${word}${phone}`),
          };
          const nested = Array.from({ length: depth }).reduce<object>(
            (value, _, index) => (index % 2 ? { items: [value] } : { party: value }),
            inner,
          );
          const lines: string[] = [];
          const log = createLogger({}, (line) => lines.push(line));
          log.with(nested as Record<string, unknown>).error('failed', { ...nested });
          const text = lines.join('');
          for (const told of [name, email, phone]) expect(text).not.toContain(told);
        },
      ),
    );
  });
});
