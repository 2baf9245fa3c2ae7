import uPlot from 'uplot';
import { clean, colour, font, place, rate, thin, valueAxis } from './paint';
import { say } from '../scripts/words';

interface Item { key: string; state: 'live' | 'measuring' | 'offline' | 'away'; down: number | null; up: number | null }
interface Look { at: string; state: 'live' | 'measuring' | 'away'; why: string | null; down: number | null; up: number | null; items: Item[] }

/** Seconds that a graph shows. */
const span = 120;

const words: Record<Item['state'], string> = { live: '', measuring: say('Measuring…'), offline: say('Not online'), away: say('The router does not answer') };

/** The points of one graph: seconds, download, upload; null is a gap. */
class Graph {
  private readonly times: number[] = [];
  private readonly down: (number | null)[] = [];
  private readonly up: (number | null)[] = [];
  private readonly plot: () => uPlot | undefined;

  constructor(private readonly element: HTMLElement) {
    this.plot = place(element, () => this.draw());
  }

  add(item: Item): void {
    const now = Date.now() / 1000;
    this.times.push(now);
    this.down.push(item.down);
    this.up.push(item.up);
    while (this.times.length > 1 && (this.times[0] ?? now) < now - span - 5) {
      this.times.shift();
      this.down.shift();
      this.up.shift();
    }
    this.element.dataset.points = String(this.down.filter(value => value !== null).length);
    this.plot()?.setData(this.data());
  }

  private data(): uPlot.AlignedData {
    return [this.times, this.down, this.up];
  }

  private draw(): uPlot {
    const line = (label: string, name: string): uPlot.Series => {
      const stroke = colour(this.element, name);
      return { label, stroke, width: 1.75, fill: thin(stroke, 0.12), points: { show: false }, spanGaps: false };
    };
    return new uPlot({
      width: this.element.clientWidth || 600,
      height: 160,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: () => [Date.now() / 1000 - span, Date.now() / 1000] },
        y: { range: (_, _low, high) => [0, Math.max(high || 0, 64_000) * 1.1] },
      },
      axes: [
        {
          font, stroke: colour(this.element, 'chart-text'), grid: { show: false }, ticks: { show: false }, size: 28,
          splits: () => [90, 60, 30, 0].map(ago => Date.now() / 1000 - ago),
          values: () => ['90 s', '60 s', '30 s', 'now'],
        },
        valueAxis(this.element, rate),
      ],
      series: [{}, line(say('Download'), 'chart-down'), line(say('Upload'), 'chart-up')],
    }, this.data(), this.element);
  }
}

/** One stream and the places its figures go to. Markup may be swapped under it: the last look is shown again. */
class Stream {
  private readonly source: EventSource;
  private readonly graphs = new Map<HTMLElement, Graph>();
  private readonly last = new Map<string, Item>();
  private look: Look | null = null;

  constructor(private readonly root: HTMLElement, readonly address: string) {
    this.say(root, say('Measuring…'));
    this.source = new EventSource(address);
    this.source.onmessage = event => this.take(JSON.parse(event.data as string) as Look);
    this.source.onerror = () => this.lost();
  }

  close(): void {
    this.source.close();
  }

  /** Draws what is known into places that are new. */
  refresh(): void {
    for (const place of this.places()) {
      const item = this.last.get(place.dataset.liveKey ?? '');
      if (item) this.figures(place, item.down, item.up);
    }
    this.total();
  }

  private take(look: Look): void {
    this.look = look;
    const items = new Map(look.items.map(item => [item.key, item]));
    if (this.root.querySelector('[data-live-total]')) this.last.clear();
    for (const [key, item] of items) this.last.set(key, item);
    for (const place of this.places()) {
      const item = this.last.get(place.dataset.liveKey ?? '') ?? { key: '', state: 'offline', down: null, up: null };
      this.figures(place, item.down, item.up);
      if (!items.has(place.dataset.liveKey ?? '')) continue;
      this.say(place, item.state === 'away' && look.why ? look.why : words[item.state]);
      this.graph(place)?.add(item);
    }
    this.total();
  }

  private total(): void {
    const place = this.root.querySelector<HTMLElement>('[data-live-total]');
    if (!place || !this.look) return;
    this.figures(place, this.look.down, this.look.up);
    this.say(place, this.look.state === 'live' ? say('of all who are online here') : this.look.why ?? say('Measuring…'));
  }

  /** Trouble on the way: the browser tries again by itself, unless it was turned away. */
  private lost(): void {
    this.say(this.root, this.source.readyState === EventSource.CLOSED ? say('No live figures now. Reload the page to try again.') : say('Connecting…'));
    for (const place of this.places()) this.figures(place, null, null);
  }

  private graph(place: HTMLElement): Graph | undefined {
    const element = place.querySelector<HTMLElement>('[data-chart-live]');
    if (!element) return undefined;
    let graph = this.graphs.get(element);
    if (!graph) this.graphs.set(element, graph = new Graph(element));
    return graph;
  }

  private places(): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>('[data-live-key]')];
  }

  private figures(place: HTMLElement, down: number | null, up: number | null): void {
    write(place.querySelector('[data-live-down]'), down === null ? '—' : rate(down));
    write(place.querySelector('[data-live-up]'), up === null ? '—' : rate(up));
  }

  private say(place: HTMLElement, text: string): void {
    for (const state of place.querySelectorAll('[data-live-state]')) write(state, text);
  }
}

function write(element: Element | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}

/** A list that is filtered in place keeps its element; what is searched for stands in the page's own address. */
function addressOf(root: HTMLElement): string {
  const base = root.dataset.live ?? '';
  const search = root.dataset.liveSearch === undefined ? null : new URLSearchParams(location.search).get('q');
  return search ? `${base}?q=${encodeURIComponent(search)}` : base;
}

const streams = new Map<HTMLElement, Stream>();

/** Listens for what is on the page and seen; a page in the background listens for nothing. */
function tend(): void {
  clean();
  for (const [root, stream] of streams) {
    if (root.isConnected && !document.hidden && stream.address === addressOf(root)) continue;
    stream.close();
    streams.delete(root);
  }
  if (document.hidden) return;
  for (const root of document.querySelectorAll<HTMLElement>('[data-live]')) {
    const stream = streams.get(root);
    if (stream) stream.refresh();
    else streams.set(root, new Stream(root, addressOf(root)));
  }
}

document.addEventListener('htmx:load', tend);
document.addEventListener('visibilitychange', tend);
addEventListener('pagehide', () => {
  for (const stream of streams.values()) stream.close();
  streams.clear();
});
addEventListener('pageshow', event => {
  if (event.persisted) tend();
});
tend();
