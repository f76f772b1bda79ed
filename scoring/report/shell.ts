import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { percent } from '../../book/report/html/format.ts';
import { html, type Markup, scriptJson, trusted } from '../../book/report/html/markup.ts';

const own = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8');

const chartLibrary = (file: string): string => {
  const main = createRequire(import.meta.url).resolve('uplot');
  return readFileSync(join(dirname(main), file), 'utf8');
};

export const three = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
export const rate = (value: number | null): string => (value === null ? '–' : percent(value, 1));

export const tile = (name: string, value: string, about: string): Markup =>
  html`<div class="tile"><dt>${name}</dt><dd>${value}<small>${about}</small></dd></div>`;

export const chart = (kind: string, title: string, names: readonly string[]): Markup =>
  html`<div class="card"><h3>${title}</h3>
  <ul class="legend">${names.map((name, index) => html`<li><i style="background:var(${index === 0 ? '--accent' : '--a2'})"></i>${name}</li>`)}</ul>
  <div class="chart" data-chart="${kind}" role="img" aria-label="${title}; the figures stand in the tables"></div></div>`;

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): Markup =>
  html`<div class="scroll"><table><thead><tr>${head.map((cell) => html`<th>${cell}</th>`)}</tr></thead><tbody>${rows.map(
    (cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;

export const list = (title: string, lines: readonly string[]): Markup | false =>
  lines.length > 0 &&
  html`<div class="card"><h3>${title}</h3><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul></div>`;

/** One page that needs no network and loads nothing: style, charts and numbers are all in it. */
export const pageOf = (
  title: string,
  lede: Markup,
  sections: readonly (Markup | false)[],
  footer: Markup,
  series: unknown,
): string => {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cartera: ${title}</title>
<style>${trusted(chartLibrary('uPlot.min.css'))}</style>
<style>${trusted(readFileSync(join(import.meta.dirname, '../../book/report/html/report.css'), 'utf8'))}</style>
</head>
<body>
<header class="top">
  <p class="kicker">Cartera</p>
  <h1>${title}</h1>
  <p class="lede">${lede}</p>
</header>
<main>
  <div class="controls" hidden><span class="spacer"></span><button type="button" id="theme">Light or dark</button></div>
  ${sections}
</main>
<footer>${footer} Charts: uPlot, MIT licence.</footer>
<script type="application/json" id="series">${scriptJson(series)}</script>
<script>${trusted(chartLibrary('uPlot.iife.min.js'))}</script>
<script type="module">${trusted(own('charts.client.js'))}</script>
</body>
</html>
`;
  return page.markup;
};
