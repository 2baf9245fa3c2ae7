/**
 * The search box as a combobox: htmx brings the hits while typing, arrows walk through them without leaving the field, Enter opens.
 * The answer is SearchSuggestions: a listbox #search-hits, or a line that nothing was found.
 */
import { announce, on, onHtmx } from './dom';

const box = (): HTMLInputElement | null => document.querySelector<HTMLInputElement>('[data-search]');
const panel = (): HTMLElement | null => document.getElementById('search-results');
const hits = (): HTMLElement[] => [...panel()?.querySelectorAll<HTMLElement>('[role="option"]') ?? []];

function open(shown: boolean): void {
  const [field, results] = [box(), panel()];
  if (!field || !results || field.getAttribute('role') !== 'combobox') return;
  const full = shown && results.childElementCount > 0 && field.value.trim() !== '';
  results.hidden = !full;
  field.setAttribute('aria-expanded', String(full && hits().length > 0));
  if (!full) mark(null);
}

function mark(hit: HTMLElement | null): void {
  for (const other of hits()) other.setAttribute('aria-selected', String(other === hit));
  if (hit) box()?.setAttribute('aria-activedescendant', hit.id);
  else box()?.removeAttribute('aria-activedescendant');
  hit?.scrollIntoView({ block: 'nearest' });
}

function follow(hit: HTMLElement, elsewhere: boolean): void {
  const href = hit.dataset['href'];
  if (!href) return;
  if (elsewhere) window.open(href, '_blank', 'noopener');
  else location.assign(href);
}

on('keydown', '[data-search]', (field, event) => {
  if (!(field instanceof HTMLInputElement) || event.isComposing) return;
  const results = panel();
  const shown = !!results && !results.hidden;
  const all = hits();
  const at = all.findIndex(hit => hit.getAttribute('aria-selected') === 'true');
  switch (event.key) {
    case 'ArrowDown':
    case 'ArrowUp': {
      event.preventDefault();
      if (!shown) { open(true); break; }
      // One place more than there are hits: the field itself.
      const places = all.length + 1;
      const next = event.key === 'ArrowDown' ? (at + 2) % places - 1 : (at + 1 + places - 1) % places - 1;
      mark(all[next] ?? null);
      break;
    }
    case 'Enter': {
      const hit = shown ? all[at] : undefined;
      if (!hit) return;
      event.preventDefault();
      follow(hit, event.ctrlKey || event.metaKey);
      break;
    }
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
on('click', '#search-results [role="option"]', (hit, event) => follow(hit, event.ctrlKey || event.metaKey));
on('mouseover', '#search-results [role="option"]', hit => mark(hit));
on('auxclick', '#search-results [role="option"]', (hit, event) => { if (event.button === 1) follow(hit, true); });
on('focusin', '[data-search]', () => open(true));
on('input', '[data-search]', field => { if (field instanceof HTMLInputElement && field.value.trim() === '') open(false); });
document.addEventListener('focusout', event => {
  if (event.target === box()) open(false);
});

// Nothing is asked for an empty box, and an answer that comes after it was emptied or left is not shown.
onHtmx<{ elt: HTMLElement }>('htmx:confirm', ({ elt }, event) => {
  if (elt === box() && box()?.value.trim() === '') event.preventDefault();
});
onHtmx<{ target: HTMLElement }>('htmx:afterSwap', ({ target }) => {
  if (target !== panel() || document.activeElement !== box()) return;
  open(true);
  const count = hits().length;
  announce(count === 0 ? 'Nothing found' : `${count} found. Arrow keys choose, Enter opens.`);
});
