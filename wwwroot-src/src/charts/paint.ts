import uPlot from 'uplot';

/** Colours as the page has them now: a canvas knows no custom properties. */
export function colour(element: Element, name: string): string {
  const probe = document.createElement('i');
  probe.className = name;
  probe.hidden = true;
  element.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** The same colour, thinner: for what lies below a line. */
export function thin(value: string, part: number): string {
  return `color-mix(in oklab, ${value} ${Math.round(part * 100)}%, transparent)`;
}

const units = (names: string[]) => (value: number): string => {
  let step = 0;
  while (value >= 999.5 && step < names.length - 1) {
    value /= 1000;
    step++;
  }
  return `${value >= 100 || step === 0 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2).replace(/\.?0+$/, '')} ${names[step]}`;
};

export const rate = units(['bps', 'kbps', 'Mbps', 'Gbps', 'Tbps']);
export const bytes = units(['B', 'kB', 'MB', 'GB', 'TB', 'PB']);

export const font = '12px ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

/** A value axis that begins at nothing and says little. */
export function valueAxis(element: Element, words: (value: number) => string): uPlot.Axis {
  return {
    font, size: 64, gap: 6, space: 36,
    stroke: colour(element, 'chart-text'),
    grid: { stroke: colour(element, 'chart-grid'), width: 1 },
    ticks: { show: false },
    values: (_, ticks) => ticks.map(tick => (tick === 0 ? '0' : words(tick))),
  };
}

const drawn = new Map<HTMLElement, { plot: uPlot; again: () => uPlot }>();

/** Draws, and draws anew when the theme changes. The plot follows the width of its place. */
export function place(element: HTMLElement, draw: () => uPlot): () => uPlot | undefined {
  drawn.get(element)?.plot.destroy();
  drawn.set(element, { plot: draw(), again: draw });
  widths.observe(element);
  return () => drawn.get(element)?.plot;
}

const widths = new ResizeObserver(entries => {
  for (const { target } of entries) {
    const plot = drawn.get(target as HTMLElement)?.plot;
    if (plot && target.clientWidth > 0 && plot.width !== target.clientWidth) plot.setSize({ width: target.clientWidth, height: plot.height });
  }
});

/** What stands beside the pointer, in the note that lies over the plot. */
export function tell(plot: uPlot, words: (at: number) => string): void {
  const box = plot.over.querySelector<HTMLElement>('.chart-note');
  if (!box) return;
  const { idx, left = -1 } = plot.cursor;
  box.hidden = idx === null || idx === undefined || left < 0;
  if (box.hidden || idx === null || idx === undefined) return;
  box.textContent = words(idx);
  const x = Math.min(Math.max(0, left - box.offsetWidth / 2), Math.max(0, plot.over.clientWidth - box.offsetWidth));
  box.style.transform = `translateX(${x}px)`;
}

/** Lets go of what is not on the page any more. */
export function clean(): void {
  for (const [element, { plot }] of drawn) {
    if (element.isConnected) continue;
    widths.unobserve(element);
    plot.destroy();
    drawn.delete(element);
  }
}

function repaint(): void {
  clean();
  for (const one of drawn.values()) {
    one.plot.destroy();
    one.plot = one.again();
  }
}

/** On a sheet of A4 there is room for this many pixels; what is drawn for it keeps the size of its letters. */
const paper = 660;

addEventListener('beforeprint', () => {
  document.documentElement.dataset['paper'] = ''; // the colours for white, whatever the theme
  repaint();
  for (const { plot } of drawn.values()) if (plot.width > paper) plot.setSize({ width: paper, height: plot.height });
});
addEventListener('afterprint', () => {
  delete document.documentElement.dataset['paper'];
  repaint();
});

new MutationObserver(repaint).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);
