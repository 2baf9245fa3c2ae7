import uPlot from 'uplot';
import { bytes, clean, colour, font, place, tell, thin, valueAxis } from './paint';
import { say } from '../scripts/words';

interface Usage { labels: string[]; down: number[]; up: number[] }

const seen = new WeakSet<HTMLElement>();

/** Bars of what was used: upload stands on download, so a bar is what counts against a cap. */
function draw(element: HTMLElement, usage: Usage): uPlot {
  const down = colour(element, 'chart-down');
  const up = colour(element, 'chart-up');
  const total = usage.down.map((value, i) => value + (usage.up[i] ?? 0));
  const bars = uPlot.paths.bars?.({ size: [0.72, 36], radius: 0.12 });
  const series = (label: string, stroke: string): uPlot.Series => ({
    label, stroke, fill: thin(stroke, 0.85), width: 0, paths: bars, points: { show: false }, value: (_, value) => (value === null ? '' : bytes(value)),
  });
  const plot = new uPlot({
    width: element.clientWidth || 600,
    height: 200,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: { x: { time: false, range: [-0.6, usage.labels.length - 0.4] }, y: { range: (_, _low, high) => [0, Math.max(high, 1) * 1.08] } },
    axes: [
      {
        font, stroke: colour(element, 'chart-text'), grid: { show: false }, ticks: { show: false }, space: 60, size: 28,
        incrs: [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15],
        values: (_, ticks) => ticks.map(tick => (Number.isInteger(tick) ? usage.labels[tick] ?? '' : '')),
      },
      valueAxis(element, bytes),
    ],
    series: [{}, series(say('Upload'), up), series(say('Download'), down)],
    hooks: { setCursor: [showAt] },
  }, [usage.labels.map((_, i) => i), total, usage.down], element);

  const note = document.createElement('div');
  note.className = 'chart-note';
  note.hidden = true;
  plot.over.append(note);
  return plot;

  function showAt(self: uPlot): void {
    tell(self, i => say('{0}: {1} down, {2} up', usage.labels[i] ?? '', bytes(usage.down[i] ?? 0), bytes(usage.up[i] ?? 0)));
  }
}

function scan(): void {
  clean();
  for (const element of document.querySelectorAll<HTMLElement>('[data-chart]')) {
    if (seen.has(element)) continue;
    seen.add(element);
    const usage = JSON.parse(element.dataset.chart ?? '') as Usage;
    place(element, () => draw(element, usage));
  }
}

document.addEventListener('htmx:load', scan);
scan();
