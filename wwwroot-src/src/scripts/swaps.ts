/** Swaps that nobody notices: no flicker when nothing changed, no lost focus, no jump, no polling of a hidden page. */
import htmx from 'htmx.org';
import { announce, onHtmx } from './dom';
import { serverTime } from './times';
import { say } from './words';

interface Config { elt: HTMLElement; target: HTMLElement; requestConfig: { triggeringEvent?: Event }; }
interface Swap extends Config { xhr: XMLHttpRequest; serverResponse: string; shouldSwap: boolean; isError: boolean; }

const last = new Map<string, string>();

function polls(detail: Config): boolean {
  return !detail.requestConfig.triggeringEvent && (detail.elt.getAttribute('hx-trigger') ?? '').includes('every');
}

/** Someone is in the middle of something there: typing, an open menu, a dialog, selected text. */
function inUse(region: HTMLElement): boolean {
  const active = document.activeElement;
  if (active && region.contains(active) && active.matches('input:not([type="checkbox"], [type="radio"]), select, textarea')) return true;
  if (region.querySelector('details[data-menu][open], dialog[open], [aria-busy="true"]')) return true;
  const selection = getSelection();
  return !!selection && !selection.isCollapsed && selection.anchorNode !== null && region.contains(selection.anchorNode);
}

onHtmx<Config>('htmx:beforeRequest', (detail, event) => {
  if (polls(detail) && (document.hidden || inUse(detail.target))) event.preventDefault();
});

// Empty filters do not belong into the address; the order chosen in the table stays.
onHtmx<{ elt: HTMLElement; verb: string; formData: FormData }>('htmx:configRequest', ({ elt, verb, formData }) => {
  if (verb !== 'get' || !elt.matches('form.filter-bar')) return;
  for (const [name, value] of [...formData]) if (value === '') formData.delete(name);
  const sort = new URLSearchParams(location.search).get('sort');
  if (sort && !formData.has('sort')) formData.set('sort', sort);
});

/** Relative times and form tokens differ in every answer and mean nothing. */
function essence(html: string): string {
  return html
    .replace(/(<time\b[^>]*\bdata-relative\b[^>]*>)[^<]*/g, '$1')
    .replace(/<input\b[^>]*__RequestVerificationToken[^>]*>/g, '');
}

let focused: { id: string; name: string | null; path: string | null } | null = null;

onHtmx<Swap>('htmx:beforeSwap', detail => {
  serverTime(detail.xhr.getResponseHeader('Date'));
  const key = detail.target.id;
  if (key) {
    const now = essence(detail.serverResponse);
    if (polls(detail) && (last.get(key) === now || inUse(detail.target))) detail.shouldSwap = false;
    else last.set(key, now);
  }

  const active = document.activeElement;
  focused = active instanceof HTMLElement && active !== document.body && detail.target.contains(active)
    ? { id: active.id, name: active.getAttribute('name'), path: active.getAttribute('hx-post') ?? active.getAttribute('hx-get') ?? active.getAttribute('href') }
    : null;
});

onHtmx<{ target: HTMLElement; elt: HTMLElement }>('htmx:afterSettle', ({ elt }) => {
  // A refused form leads to its first wrong field.
  const wrong = elt.querySelector<HTMLElement>('[aria-invalid="true"]');
  if (wrong && !elt.contains(document.activeElement)) {
    wrong.focus();
    focused = null;
    return;
  }

  if (!focused || (document.activeElement && document.activeElement !== document.body)) return;
  const { id, name, path } = focused;
  const again =
    (id && document.getElementById(id)) ||
    (name && elt.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`)) ||
    (path && [...elt.querySelectorAll<HTMLElement>('[hx-post], [hx-get], [href]')].find(other =>
      [other.getAttribute('hx-post'), other.getAttribute('hx-get'), other.getAttribute('href')].includes(path)));
  focused = null;
  if (again) {
    again.focus({ preventScroll: true });
  } else if (elt.isConnected) {
    // Its button is gone: stay near, so that the next Tab goes on from here.
    if (!elt.hasAttribute('tabindex')) elt.tabIndex = -1;
    elt.focus({ preventScroll: true });
  }
});

// What a filter found is said, as the list changes far from the field.
onHtmx<{ elt: HTMLElement; requestConfig?: { elt: HTMLElement } }>('htmx:afterSettle', ({ elt, requestConfig }) => {
  if (!requestConfig?.elt.matches('form.filter-bar')) return;
  const rows = elt.querySelectorAll('tbody tr').length;
  const more = elt.querySelector('.pager a[rel="next"]') ? say(' and more') : '';
  announce(rows === 0 ? elt.querySelector('.empty-title')?.textContent ?? say('Nothing found') : say('{0} {1}{2}', rows, say(rows === 1 ? 'row' : 'rows'), more));
});

// A page that was hidden for long shows old figures: ask at once when it is seen again.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  for (const region of document.querySelectorAll<HTMLElement>('[hx-trigger*="every"][hx-trigger*="seen"]')) htmx.trigger(region, 'seen', {});
});
