import uPlot from 'uplot';
import { clean, colour, font, place, tell, thin, valueAxis } from './paint';
import { say } from '../scripts/words';

/** Figures of a report: what it is and what it was before, in whole units. */
interface Figures { labels: string[]; now: (number | null)[]; before: (number | null)[]; names: [string, string]; unit: string; digits: number }

const seen = new WeakSet<HTMLElement>();

/** Less than nothing, with the minus sign of the page. */
const signed = (value: number, words: (size: number) => string): string => `${value < 0 ? '−' : ''}${words(Math.abs(value))}`;

function short(size: number): string {
  if (size >= 999_500) return `${(size / 1_000_000).toFixed(size >= 9_950_000 ? 1 : 2).replace(/\.?0+$/, '')} M`;
  return size >= 9_995 ? `${(size / 1000).toFixed(size >= 99_950 ? 0 : 1).replace(/\.0$/, '')} k` : String(Math.round(size * 100) / 100);
}

/** Bars of these days, and a line of the days before. */
function draw(element: HTMLElement, figures: Figures): uPlot {
  const now = colour(element, 'chart-down');
  const before = colour(element, 'chart-text');
  const long = (value: number | null | undefined): string => value === null || value === undefined ? '—'
    : `${figures.unit} ${signed(value, size => size.toLocaleString('en', { minimumFractionDigits: figures.digits, maximumFractionDigits: figures.digits }))}`.trim();
  const plot = new uPlot({
    width: element.clientWidth || 600,
    height: 240,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: {
      x: { time: false, range: [-0.6, figures.labels.length - 0.4] },
      y: { range: (_, low, high) => [Math.min(0, low ?? 0) * 1.08, Math.max(high ?? 0, figures.digits > 0 ? 1 : 4) * 1.08] },
    },
    axes: [
      {
        font, stroke: colour(element, 'chart-text'), grid: { show: false }, ticks: { show: false }, space: 64, size: 28,
        incrs: [1, 2, 3, 4, 5, 6, 7, 10, 14, 15, 30],
        values: (_, ticks) => ticks.map(tick => (Number.isInteger(tick) ? figures.labels[tick] ?? '' : '')),
      },
      valueAxis(element, value => signed(value, short)),
    ],
    series: [
      {},
      { label: figures.names[0], stroke: now, fill: thin(now, 0.85), width: 0, paths: uPlot.paths.bars?.({ size: [0.72, 40], radius: 0.12 }), points: { show: false } },
      { label: figures.names[1], stroke: before, width: 1.75, dash: [5, 4], points: { show: figures.labels.length < 3, size: 6 }, spanGaps: false },
    ],
    hooks: { setCursor: [showAt] },
  }, [figures.labels.map((_, i) => i), figures.now, figures.before], element);

  const note = document.createElement('div');
  note.className = 'chart-note';
  note.hidden = true;
  plot.over.append(note);
  return plot;

  function showAt(self: uPlot): void {
    tell(self, i => say('{0}: {1}, before {2}', figures.labels[i] ?? '', long(figures.now[i]), long(figures.before[i])));
  }
}

function scan(): void {
  clean();
  for (const element of document.querySelectorAll<HTMLElement>('[data-chart-report]')) {
    if (seen.has(element)) continue;
    seen.add(element);
    const figures = JSON.parse(element.dataset.chartReport ?? '') as Figures;
    place(element, () => draw(element, figures));
  }
}

document.addEventListener('htmx:load', scan);
scan();
