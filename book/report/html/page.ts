import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { SentMessage } from '../messages.ts';
import type { Report } from '../schema.ts';
import type { ChartSeries } from '../series.ts';
import { creditSection } from './credit.ts';
import { counted, longDate } from './format.ts';
import { html, scriptJson, trusted } from './markup.ts';
import {
  contactSection,
  costSection,
  currencyPanel,
  samplesOf,
  samplesSection,
  stagesSection,
} from './parts.ts';

const own = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8');

const chartLibrary = (file: string): string => {
  const main = createRequire(import.meta.url).resolve('uplot');
  return readFileSync(join(dirname(main), file), 'utf8');
};

/**
 * One page that needs no network: style, charts, numbers and messages are all in it. Its policy
 * forbids to load anything, which the frames of the messages inherit.
 */
export const reportPage = (
  report: Report,
  series: Readonly<Record<string, ChartSeries>>,
  messages: readonly SentMessage[],
): string => {
  const currencies = Object.entries(report.currencies).toSorted(
    ([, a], [, b]) => b.invoices - a.invoices,
  );
  const invoices = currencies.reduce((sum, [, figures]) => sum + figures.invoices, 0);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cartera: ${report.book}</title>
<style>${trusted(chartLibrary('uPlot.min.css'))}</style>
<style>${trusted(own('report.css'))}</style>
</head>
<body>
<header class="top">
  <p class="kicker">Cartera</p>
  <h1>${report.book}</h1>
  <p class="lede">${counted(invoices, 'invoice')} from ${longDate(report.from)} to ${longDate(report.to)}, issued, reminded, paid and collected through the template that deploys. Seed ${report.seed}${
    report.knownAt === null ? '' : `, as known at ${report.knownAt}`
  }.</p>
</header>
<main>
  <div class="controls" hidden>
    ${currencies.length > 1 && currencies.map(([currency]) => html`<button type="button" data-choose="${currency}" aria-pressed="false">${currency}</button>`)}
    <span class="spacer"></span>
    <button type="button" id="theme">Light or dark</button>
  </div>
  ${currencies.map(([currency, figures]) => currencyPanel(report, currency, figures))}
  ${stagesSection(report)}
  ${creditSection(report)}
  ${contactSection(report)}
  ${samplesSection(samplesOf(messages))}
  ${costSection(report)}
</main>
<footer>Made by <code>npm start</code>. The numbers are in <code>report.json</code>, every event in <code>events.ndjson</code>, every message in <code>messages.ndjson</code>. Charts: uPlot, MIT licence.</footer>
<script type="application/json" id="series">${scriptJson(series)}</script>
<script>${trusted(chartLibrary('uPlot.iife.min.js'))}</script>
<script type="module">${trusted(own('charts.client.js'))}</script>
</body>
</html>
`;
  return page.markup;
};
