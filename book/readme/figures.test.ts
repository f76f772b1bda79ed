import { describe, expect, it } from 'vitest';
import { shownIn, staleLines, withFigures } from './figures.ts';

const result = (over: { messages?: number; seconds?: string } = {}): string =>
  [
    '',
    'Sample book, 2026-01-05 to 2026-08-31, seed 1',
    '',
    '       invoices  issued',
    '  USD         3     $10',
    '',
    `  ${over.messages ?? 9} messages, 2 alerts`,
    `  ${over.seconds ?? '22.5'} s`,
    '',
    '  out/report.html',
    '',
  ].join('\n');

const page = `# Title\n\nSample book: 4 inputs\n${result()}\`\`\`\n\nMore.\n`;

describe('the figures of the README', () => {
  it('are fresh whatever the machine took for them', () => {
    const now = result({ seconds: '9.0' }).replace('USD         3', 'USD\u00a0        3');
    expect(staleLines(shownIn(page).figures, now)).toEqual([]);
  });

  it('are stale line by line', () => {
    expect(staleLines(shownIn(page).figures, result({ messages: 10 }))).toEqual([
      '-   9 messages, 2 alerts',
      '+   10 messages, 2 alerts',
    ]);
  });

  it('are replaced, and nothing around them', () => {
    const now = result({ messages: 10, seconds: '9.0' });
    const written = withFigures(page, now);
    expect(written).toBe(`# Title\n\nSample book: 4 inputs\n${now}\`\`\`\n\nMore.\n`);
    expect(withFigures(written, result())).toBe(page);
  });

  it('must be there', () => {
    expect(() => shownIn('# Title\n')).toThrow('README.md shows no result');
  });
});
