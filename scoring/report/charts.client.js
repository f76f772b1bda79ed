// Draws the charts of the page from the numbers that stand in it.
const root = document.documentElement;
const data = JSON.parse(document.getElementById('series').textContent);
const colour = (name) => {
  // A canvas does not know light-dark(); a property of an element resolves it.
  const probe = root.appendChild(document.createElement('i'));
  probe.style.color = `var(${name})`;
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
};
const percent = (value) => (value == null ? '' : `${Math.round(value * 1000) / 10} %`);

const draw = (element, series, columns, xName, percentOnX) => {
  const axis = {
    stroke: colour('--soft'),
    grid: { stroke: colour('--line'), width: 1 },
    font: '12px system-ui, sans-serif',
    labelFont: '12px system-ui, sans-serif',
    ticks: { show: false },
  };
  return new uPlot(
    {
      width: element.clientWidth,
      height: 260,
      scales: { x: { time: false } },
      legend: { show: false },
      axes: [
        {
          ...axis,
          label: xName,
          values: (_, all) => all.map((value) => (percentOnX ? percent(value) : value)),
        },
        { ...axis, values: (_, all) => all.map(percent), size: 56 },
      ],
      series: [{}, ...series],
    },
    columns,
    element,
  );
};

const line = (name) => ({ stroke: colour(name), width: 2, points: { show: false } });
const dots = (name) => ({
  stroke: colour(name),
  width: 1.5,
  points: { show: true, size: 6, fill: colour(name) },
});
const dashed = (name) => ({ ...line(name), dash: [5, 4] });

const charts = {
  gains: (element) =>
    draw(
      element,
      [line('--accent'), dashed('--a2')],
      [data.gains.rows, data.gains.bad, data.gains.rows],
      'part of all, lowest scores first',
      true,
    ),
  calibration: (element) =>
    draw(
      element,
      [dots('--accent'), dashed('--a2')],
      [data.calibration.expected, data.calibration.observed, data.calibration.expected],
      'expected',
      true,
    ),
  probability: (element) =>
    draw(
      element,
      [line('--accent')],
      [data.probability.score, data.probability.value],
      'score',
      false,
    ),
};

let drawn = [];
const redraw = () => {
  for (const chart of drawn) chart.destroy();
  drawn = [...document.querySelectorAll('[data-chart]')].map((element) =>
    charts[element.dataset.chart](element),
  );
};

const dark = matchMedia('(prefers-color-scheme: dark)');
document.getElementById('theme').addEventListener('click', () => {
  const now = root.dataset.theme ?? (dark.matches ? 'dark' : 'light');
  root.dataset.theme = now === 'dark' ? 'light' : 'dark';
  redraw();
});
dark.addEventListener('change', redraw);
addEventListener('resize', redraw);
document.querySelector('.controls').hidden = false;
redraw();
