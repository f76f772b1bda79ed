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
});
