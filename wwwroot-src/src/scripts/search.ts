/**
 * The command box, a combobox: htmx brings hits while typing, the first one is chosen at once, arrows walk without leaving the field, Enter opens. The right
 * arrow unfolds what can be done with a hit. Before anything is typed it offers what was opened last. The answer is SearchSuggestions: a listbox
 * #search-hits, or a line that nothing was found.
 */
import htmx from 'htmx.org';
import { announce, on, onHtmx } from './dom';
import { visit } from './visits';
import { say } from './words';

/** What the hits on show were asked for; null before the first answer. */
let answered: string | null = null;
/** Enter was pressed before the answer came. */
let hurried = false;

const box = (): HTMLInputElement | null => document.querySelector<HTMLInputElement>('[data-search]');
const panel = (): HTMLElement | null => document.getElementById('search-results');
const hits = (): HTMLElement[] => [...panel()?.querySelectorAll<HTMLElement>('[role="option"]:not([hidden])') ?? []];
const chosen = (): HTMLElement | undefined => hits().find(hit => hit.getAttribute('aria-selected') === 'true');
const suggests = (field: HTMLElement): boolean => field.getAttribute('role') === 'combobox';

function open(shown: boolean): void {
  const [field, results] = [box(), panel()];
  if (!field || !results || !suggests(field)) return;
  const full = shown && results.childElementCount > 0;
  results.hidden = !full;
  field.setAttribute('aria-expanded', String(full && hits().length > 0));
  if (!full) mark(null);
}

function mark(hit: HTMLElement | null): void {
  for (const other of panel()?.querySelectorAll<HTMLElement>('[role="option"]') ?? []) other.setAttribute('aria-selected', String(other === hit));
  if (hit) box()?.setAttribute('aria-activedescendant', hit.id);
  else box()?.removeAttribute('aria-activedescendant');
  hit?.scrollIntoView({ block: 'nearest' });
}

function unfold(hit: HTMLElement, shown: boolean): void {
  if (!hit.dataset['actions']) return;
  hit.dataset['actions'] = shown ? 'open' : 'shut';
  for (const action of panel()?.querySelectorAll<HTMLElement>(`[data-of="${CSS.escape(hit.id)}"]`) ?? []) action.hidden = !shown;
}

function ask(): void {
  const field = box();
  if (field && suggests(field)) htmx.trigger(field, 'ask', {});
}

function follow(hit: HTMLElement, elsewhere: boolean): void {
  const href = hit.dataset['href'];
  if (!href) return;
  open(false);
  if (elsewhere || 'elsewhere' in hit.dataset) {
    window.open(href, '_blank', 'noopener');
    return;
  }
  visit(href);
}

/** Opens the box from anywhere; empty, it offers what was opened last. */
export function openBox(): void {
  const field = box();
  if (!field) {
    document.querySelector<HTMLInputElement>('main input[type="search"]')?.focus();
    return;
  }
  field.focus();
  field.select();
  if (field.value.trim() === '') ask();
  else open(true);
}

function walk(key: string): void {
  const all = hits();
  const at = all.findIndex(hit => hit.getAttribute('aria-selected') === 'true');
  const next =
    key === 'Home' ? 0 :
    key === 'End' ? all.length - 1 :
    key === 'ArrowDown' ? (at + 1) % all.length :
    (at <= 0 ? all.length : at) - 1;
  mark(all[next] ?? null);
}

/** The arrow to the side belongs to the text, unless the caret is at its end. */
function step(field: HTMLInputElement, key: string): boolean {
  const hit = chosen();
  const owner = hit?.dataset['of'] ? document.getElementById(hit.dataset['of']) : null;
  if (key === 'ArrowRight' && hit?.dataset['actions'] && field.selectionStart === field.value.length) {
    unfold(hit, true);
    walk('ArrowDown');
    return true;
  }
  if (key === 'ArrowLeft' && owner) {
    unfold(owner, false);
    mark(owner);
    return true;
  }
  return false;
}

function enter(field: HTMLInputElement, event: KeyboardEvent): void {
  if (!suggests(field)) return;
  const text = field.value.trim();
  const hit = panel()?.hidden === false ? chosen() : undefined;
  if (answered === text && hit) {
    event.preventDefault();
    follow(hit, event.ctrlKey || event.metaKey);
  } else if (text !== '' && answered !== text) {
    event.preventDefault();
    hurried = true;
    ask();
  }
}

on('keydown', '[data-search]', (field, event) => {
  if (!(field instanceof HTMLInputElement) || event.isComposing) return;
  const shown = panel()?.hidden === false;
  switch (event.key) {
    case 'ArrowDown':
    case 'ArrowUp':
      event.preventDefault();
      if (shown) walk(event.key);
      else if (field.value.trim() === '' || answered !== field.value.trim()) ask();
      else open(true);
      break;
    case 'Home':
    case 'End':
      if (!shown || event.shiftKey) return;
      event.preventDefault();
      walk(event.key);
      break;
    case 'ArrowRight':
    case 'ArrowLeft':
      if (shown && step(field, event.key)) event.preventDefault();
      break;
    case 'Enter':
      enter(field, event);
      break;
    case 'Escape':
      event.preventDefault();
      if (shown) open(false);
      else if (field.value !== '') field.value = '';
      else field.blur();
      break;
    case 'Tab':
      open(false);
      break;
    default:
  }
});

on('mousedown', '#search-results [role="option"]', (_, event) => event.preventDefault()); // the field keeps the focus
on('click', '#search-results [role="option"]', (hit, event) => {
  if (event.target instanceof Element && event.target.closest('[data-search-more]')) unfold(hit, hit.dataset['actions'] !== 'open');
  else follow(hit, event.ctrlKey || event.metaKey);
});
on('mouseover', '#search-results [role="option"]', hit => mark(hit));
on('auxclick', '#search-results [role="option"]', (hit, event) => { if (event.button === 1) follow(hit, true); });
on('click', '[data-search]', field => { if (field instanceof HTMLInputElement && field.value.trim() === '') ask(); });
on('focusin', '[data-search]', field => { if (field instanceof HTMLInputElement && field.value.trim() !== '') open(true); });
on('input', '[data-search]', () => { hurried = false; });
document.addEventListener('focusout', event => {
  if (event.target === box()) open(false);
});

// An answer that comes after the box was left, or after more was typed, is not shown.
onHtmx<{ target: HTMLElement; requestConfig: { elt: HTMLElement; path: string; parameters: Record<string, unknown> } }>('htmx:afterSwap', ({ target, requestConfig }) => {
  const field = box();
  if (target !== panel() || !field) return;
  const asked = requestConfig.parameters['q'];
  answered = typeof asked === 'string' ? asked.trim() : '';
  const wasHurried = hurried;
  hurried = false;
  if (document.activeElement !== field) return;
  open(true);
  mark(hits()[0] ?? null);
  const first = hits()[0];
  if (wasHurried && answered === field.value.trim()) {
    if (first) follow(first, false);
    else announce(say('Nothing found'));
    return;
  }
  const records = hits().filter(hit => !hit.dataset['of'] && hit.id !== 'search-hit-all').length;
  announce(records === 0 ? say('Nothing found') : say('{0} found. Arrow keys choose, Enter opens.', records));
});

// A new page comes with an empty box.
document.addEventListener('page:arrived', () => { answered = null; });
