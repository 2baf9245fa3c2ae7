/**
 * From page to page without loading it whole: links, plain GET forms, and the addresses that answers tell the browser to leave for. The server draws the
 * whole page as ever and its frame takes the place of the present one; what is not one of our pages, or of another build, is loaded.
 */
import htmx from 'htmx.org';
import { announce, on, onHtmx } from './dom';

interface Answer { xhr: XMLHttpRequest; requestConfig: { path: string; headers: Record<string, string> } }

const frame = '.shell';
const files = /\.(pdf|csv|zip|xlsx?|json|ya?ml|txt|rsc|png|svg)$/i;
const root = document.documentElement;

/** Whole address of the page that was asked for last, with what stands behind #. */
let bound = '';
let menuAt = 0;
let arriving = false;
let slow = 0;

function isPage(url: URL): boolean {
  return url.origin === location.origin && !files.test(url.pathname) && !url.pathname.startsWith('/api/');
}

export function visit(address: string): void {
  const url = new URL(address, location.href);
  if (!isPage(url) || !document.querySelector(frame)) {
    location.assign(url);
    return;
  }
  bound = url.pathname + url.search + url.hash;
  clearTimeout(slow);
  slow = window.setTimeout(() => { root.dataset['busy'] = ''; }, 250);
  void htmx.ajax('get', bound, { target: frame, swap: 'outerHTML settle:0ms', select: frame, selectOOB: '#toasts', push: 'true', headers: { 'HX-Boosted': 'true' } } as Parameters<typeof htmx.ajax>[2])
    .catch(() => undefined);
}

function isVisit(answer: Answer): boolean {
  return answer.requestConfig.headers['HX-Boosted'] === 'true';
}

function rest(): void {
  clearTimeout(slow);
  delete root.dataset['busy'];
}

/** The same frame, program and language around other contents. */
function fits(xhr: XMLHttpRequest): boolean {
  const page = xhr.responseText;
  if (!(xhr.getResponseHeader('Content-Type') ?? '').startsWith('text/html') || !page.includes('<div class="shell">')) return false;
  const program = document.querySelector('script[src*="/dist/app"]')?.getAttribute('src') ?? '';
  const styles = document.querySelector('link[href*="/dist/app"]')?.getAttribute('href') ?? '';
  return page.includes(`"${program}"`) && page.includes(`"${styles}"`) && page.includes(`<html lang="${root.lang}"`);
}

onHtmx<Answer>('htmx:beforeOnLoad', (answer, event) => {
  const { xhr } = answer;
  if (isVisit(answer)) {
    rest();
    if (xhr.status < 400 && fits(xhr)) {
      arriving = true;
      menuAt = document.querySelector('.sidenav-scroll')?.scrollTop ?? 0;
      // The focus goes with the old page; swaps.ts would look for its like.
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      return;
    }
    event.preventDefault();
    location.assign(bound);
    return;
  }
  const next = xhr.status < 300 ? xhr.getResponseHeader('HX-Redirect') : null;
  if (!next || xhr.getResponseHeader('HX-Trigger') || !document.querySelector(frame)) return;
  event.preventDefault();
  visit(next);
});

onHtmx<Answer>('htmx:afterRequest', answer => { if (isVisit(answer)) rest(); });

/** What stands behind #: a button or field has the focus when it comes, which may be with a later part of the page. */
let goal = location.hash.slice(1);

function reach(): void {
  const found = goal === '' ? null : document.getElementById(goal);
  if (!found) return;
  goal = '';
  found.scrollIntoView({ block: found.offsetHeight > innerHeight ? 'start' : 'center' });
  if (found.matches('button, a[href], input, select, textarea, summary')) found.focus({ preventScroll: true });
}

// Who does something else meanwhile is not led away from it.
for (const type of ['pointerdown', 'keydown'] as const) document.addEventListener(type, () => { goal = ''; }, true);

function arrive(): void {
  delete root.dataset['drawer'];
  const menu = document.querySelector('.sidenav-scroll');
  if (menu) menu.scrollTop = menuAt;
  goal = new URL(bound, location.href).hash.slice(1);
  if (goal === '') scrollTo(0, 0);
  if (document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true });
  announce(document.title);
  document.dispatchEvent(new CustomEvent('page:arrived'));
}

onHtmx('htmx:afterSettle', () => {
  if (arriving) {
    arriving = false;
    arrive();
  }
  reach();
});
// The browser goes to what is there by itself; centring it afterwards would take the page from under whoever went on by key.
addEventListener('hashchange', () => { goal = document.getElementById(location.hash.slice(1)) ? '' : location.hash.slice(1); });
addEventListener('pageshow', reach);

on('click', '.shell a[href]', (link, event) => {
  if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.target !== '' || link.hasAttribute('download') || link.matches('[data-load], [data-dialog-open], [hx-get], [data-hx-get]')) return;
  const url = new URL(link.href);
  if (!isPage(url) || (url.hash !== '' && url.pathname === location.pathname && url.search === location.search)) return;
  event.preventDefault();
  visit(link.href);
});

document.addEventListener('submit', event => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented || form.method !== 'get' || form.target !== '' || !form.closest(frame) || form.hasAttribute('hx-get')) return;
  const button = event.submitter;
  if (button?.hasAttribute('formmethod') || button?.hasAttribute('formaction')) return;
  const url = new URL(form.action);
  if (!isPage(url)) return;
  event.preventDefault();
  url.search = new URLSearchParams([...new FormData(form, button)].map(([name, value]) => [name, String(value)])).toString();
  visit(url.toString());
});
