import { expect, it } from 'vitest';
import { runRecord } from '../../../test/support/three-invoices.ts';
import { buildReport } from '../build.ts';
import { readPriceTable } from '../cost.ts';
import { html, scriptJson } from './markup.ts';
import { reportPage } from './page.ts';
import { samplesOf } from './parts.ts';

const { report, series, messages } = buildReport(
  runRecord,
  { asOf: [], knownAt: undefined },
  readPriceTable(),
);
const page = reportPage(report, series, messages);

it('needs no network: nothing is loaded from anywhere', () => {
  const withoutData = page.replace(/srcdoc="[^"]*"/g, '');
  expect(withoutData).not.toMatch(/(?:src|href)="/);
  expect(withoutData).not.toMatch(/@import|url\((?!["']?data:)/);
  expect(page).toContain("default-src 'none'");
  expect(page).toContain('uPlot');
});

it('escapes what comes from outside, in text and in attributes', () => {
  expect(page).toContain('Invoice A is &lt;overdue&gt;');
  expect(page).toContain('srcdoc="&lt;p&gt;Please pay &amp; thank you&lt;/p&gt;"');
  expect(html`<p title="${'"'}">${'<b>'}${['a', '&']}${undefined}</p>`.markup).toBe(
    '<p title="&quot;">&lt;b&gt;a&amp;</p>',
  );
  expect(scriptJson('</script>').markup).toBe('"\\u003c/script>"');
});

it('carries the numbers of its charts', () => {
  const json = /<script type="application\/json" id="series">(.*?)<\/script>/s.exec(page)?.[1];
  expect(JSON.parse(json ?? '')).toEqual(JSON.parse(JSON.stringify(series)));
});

it('shows amounts as people write them', () => {
  expect(page).toContain('$200.00');
  expect(page).toContain('1 message reached a provider');
});

it('samples each template before any a second time, in as many languages as there are', () => {
  const [sent] = messages;
  if (sent === undefined) throw new Error('the fixture has a message');
  const of = (template: string, locale: 'en' | 'es', ...invoiceIds: string[]) => ({
    ...sent,
    line: { ...sent.line, template, locale, invoiceIds },
  });
  const samples = samplesOf([
    of('first', 'en', '1'),
    of('first', 'en', '1', '2'),
    of('first', 'es', '3'),
    of('second', 'en', '4'),
    of('second', 'es', '5'),
  ]);
  expect(samples.map(({ line }) => [line.template, line.locale, line.invoiceIds.length])).toEqual([
    ['first', 'en', 2],
    ['second', 'es', 1],
    ['first', 'es', 1],
    ['second', 'en', 1],
  ]);
  expect(samplesOf([])).toEqual([]);
});
