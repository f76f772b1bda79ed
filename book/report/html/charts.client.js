// Runs in the reader's browser, beside uPlot, both inlined into report.html.
// Draws the charts of the chosen currency and draws them again when the theme or the width changes.
const data = JSON.parse(document.getElementById('series').textContent);
const root = document.documentElement;
const style = () => getComputedStyle(root);
const colour = (name) => {
  // light-dark() resolves only where a property is used, so a probe asks for it.
  const probe = document.createElement('span');
  probe.style.color = style().getPropertyValue(name);
  root.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
};

const compact = (currency) => {
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    notation: 'compact',
    maximumFractionDigits: 1,
  });
  return (value) => format.format(value);
};
const days = (value) => `${Math.round(value)} d`;

const axes = (format) => {
  const common = {
    stroke: colour('--soft'),
    font: '12px system-ui, sans-serif',
    ticks: { show: false },
    grid: { stroke: colour('--line'), width: 1 },
  };
  return [
    { ...common, grid: { show: false } },
    { ...common, size: 64, values: (_, ticks) => ticks.map(format) },
  ];
};

const legendOf = (element) => element.closest('.card').querySelector('.legend');
const showLegend = (element, chart, raw, format) => {
  const legend = legendOf(element);
  const index = chart.cursor.idx ?? raw[0].length - 1;
  const date = new Date(raw[0][index] * 1000).toISOString().slice(0, 10);
  const parts = [...legend.querySelectorAll('b')];
  parts.forEach((part, n) => {
    const value = raw[n + 1]?.[index];
    part.textContent = value === null || value === undefined ? '–' : format(value);
  });
  legend.querySelector('time').textContent = date;
};

const draw = (element, series, values, format, more = {}) => {
  element.replaceChildren();
  const raw = more.raw ?? values;
  const chart = new uPlot(
    {
      width: element.clientWidth,
      height: 300,
      padding: [12, 4, 0, 0],
      cursor: { y: false, points: { size: 6 } },
      legend: { show: false },
      scales: {
        x: { time: true },
        y: { range: (_, low, high) => [Math.min(0, low), high * 1.06 || 1] },
      },
      axes: axes(format),
      series: [{}, ...series],
      ...(more.bands ? { bands: more.bands } : {}),
      hooks: { setCursor: [(self) => showLegend(element, self, raw, format)] },
    },
    values,
    element,
  );
  showLegend(element, chart, raw, format);
  return chart;
};

const line = (name, width = 2, fill) => ({
  stroke: colour(name),
  width,
  points: { show: false },
  ...(fill ? { fill } : {}),
});

const aging = (element, { dates, buckets }, format) => {
  const names = ['--a0', '--a1', '--a2', '--a3', '--a4'];
  // Each bucket stands on those before it, so that the top line is all that is open.
  const stacked = buckets.map((_, n) =>
    dates.map((__, at) => buckets.slice(0, n + 1).reduce((sum, bucket) => sum + bucket[at], 0)),
  );
  const series = names.map((name) => ({ ...line(name, 1), fill: colour(name) }));
  const bands = names.slice(1).map((_, n) => ({ series: [n + 2, n + 1] }));
  return draw(element, series, [dates, ...stacked], format, { bands, raw: [dates, ...buckets] });
};

const cash = (element, { dates, issued, paid, credited }, format) =>
  draw(
    element,
    [line('--accent'), line('--good'), { ...line('--a2', 1.5), dash: [5, 4] }],
    [dates, issued, paid, credited],
    format,
  );

const kpi = (element, { dates, dso, best }) =>
  draw(
    element,
    [
      { ...line('--accent'), points: { show: true, size: 6, fill: colour('--accent') } },
      { ...line('--a2', 1.5), dash: [5, 4], points: { show: true, size: 5 } },
    ],
    [dates, dso, best],
    days,
  );

let charts = [];
const redraw = () => {
  for (const chart of charts) chart.destroy();
  charts = [];
  for (const panel of document.querySelectorAll('[data-currency]:not([hidden])')) {
    const currency = panel.dataset.currency;
    const series = data[currency];
    const format = compact(currency);
    for (const element of panel.querySelectorAll('.chart')) {
      const { chart } = element.dataset;
      if (chart === 'aging') charts.push(aging(element, series.weekly, format));
      if (chart === 'cash') charts.push(cash(element, series.weekly, format));
      if (chart === 'kpi') charts.push(kpi(element, series.monthly));
    }
  }
};

const choices = [...document.querySelectorAll('button[data-choose]')];
const choose = (currency) => {
  for (const button of choices) {
    button.setAttribute('aria-pressed', String(button.dataset.choose === currency));
  }
  for (const panel of document.querySelectorAll('[data-currency]')) {
    panel.hidden = panel.dataset.currency !== currency;
  }
  redraw();
};
for (const button of choices) {
  button.addEventListener('click', () => choose(button.dataset.choose));
}

const dark = matchMedia('(prefers-color-scheme: dark)');
const theme = document.getElementById('theme');
theme.addEventListener('click', () => {
  const now = root.dataset.theme ?? (dark.matches ? 'dark' : 'light');
  root.dataset.theme = now === 'dark' ? 'light' : 'dark';
  redraw();
});
dark.addEventListener('change', redraw);

let width = innerWidth;
addEventListener('resize', () => {
  if (innerWidth === width) return;
  width = innerWidth;
  redraw();
});
let before;
addEventListener('beforeprint', () => {
  before = root.dataset.theme;
  root.dataset.theme = 'light';
  redraw();
});
addEventListener('afterprint', () => {
  if (before === undefined) delete root.dataset.theme;
  else root.dataset.theme = before;
  redraw();
});

document.querySelector('.controls').hidden = false;
if (choices.length > 0) choose(choices[0].dataset.choose);
else redraw();
