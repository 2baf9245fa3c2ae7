/** Ticks of a table and the bar that acts on them: whole page, ranges with Shift, a count that is also spoken. Works for swapped-in tables too. */
import { announce, on, onHtmx } from './dom';
import { say } from './words';

function boxes(form: HTMLFormElement): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>(`[data-select][form="${CSS.escape(form.id)}"]`)];
}

function bar(id: string | null | undefined): HTMLFormElement | null {
  const form = id ? document.getElementById(id) : null;
  return form instanceof HTMLFormElement && 'selection' in form.dataset ? form : null;
}

/** How many match is counted only now that all of them are offered, and once for each list that is drawn. */
function ask(form: HTMLFormElement): void {
  const url = form.dataset['matchingUrl'];
  if (!url) return;
  delete form.dataset['matchingUrl'];
  void fetch(url, { headers: { Accept: 'application/json' } }).then(async answer => {
    // The session may have ended: then a page answers.
    if (!answer.ok || !answer.headers.get('content-type')?.includes('json')) return;
    const { count, text } = await answer.json() as { count: number; text: string };
    form.dataset['matching'] = String(count);
    form.dataset['matchingText'] = text;
    const label = form.querySelector<HTMLElement>('[data-selection-all]');
    if (label) label.textContent = say('All {0} {1} that match', text, form.dataset['many'] ?? say('rows'));
    show(form);
  }, () => undefined); // without the number the offer stands all the same
}

function show(form: HTMLFormElement, spoken = true): void {
  const rows = boxes(form);
  const ticked = rows.filter(box => box.checked).length;
  const whole = rows.length > 0 && ticked === rows.length;
  const matching = Number(form.dataset['matching'] ?? NaN);
  const all = form.querySelector<HTMLInputElement>('[data-select-all]');
  // "All that match" stands for more than the page, so it needs the whole page and something beyond it.
  const offered = whole && (Number.isNaN(matching) || matching > rows.length);
  if (all && !offered) all.checked = false;
  form.toggleAttribute('data-active', ticked > 0);
  form.toggleAttribute('data-whole-page', offered);

  const head = document.querySelector<HTMLInputElement>(`[data-select-page="${CSS.escape(form.id)}"]`);
  if (head) {
    head.checked = whole;
    head.indeterminate = ticked > 0 && !whole;
  }

  const { one = 'row', many = 'rows' } = form.dataset;
  if (offered) ask(form);
  const text = !all?.checked ? say('{0} {1} selected', ticked, ticked === 1 ? one : many)
    : Number.isNaN(matching) ? say('All {0} selected', many)
    : say('All {0} {1} selected', form.dataset['matchingText'] ?? matching, many);
  const place = form.querySelector<HTMLElement>('[data-selection-count]');
  if (place && place.textContent !== text) {
    place.textContent = text;
    if (spoken) announce(ticked === 0 ? say('Nothing selected') : text);
  }
}

let last: HTMLInputElement | null = null;

on('click', '[data-select]', (box, event) => {
  if (!(box instanceof HTMLInputElement)) return;
  const form = bar(box.getAttribute('form'));
  if (!form) return;
  const rows = boxes(form);
  if (event.shiftKey && last && last !== box && rows.includes(last)) {
    const [from, to] = [rows.indexOf(last), rows.indexOf(box)].sort((a, b) => a - b);
    for (const row of rows.slice(from, (to ?? 0) + 1)) row.checked = box.checked;
    getSelection()?.removeAllRanges();
  }
  last = box;
  show(form);
});

on('change', '[data-select-page]', head => {
  const form = bar(head.dataset['selectPage']);
  if (!form || !(head instanceof HTMLInputElement)) return;
  for (const row of boxes(form)) row.checked = head.checked;
  show(form);
});

on('change', '[data-select-all]', all => {
  const form = all.closest('form');
  if (form) show(form);
});

function clear(form: HTMLFormElement): void {
  for (const row of boxes(form)) row.checked = false;
  show(form);
}

on('click', '[data-select-none]', button => {
  const form = button.closest('form');
  if (!form) return;
  const first = boxes(form)[0];
  clear(form);
  first?.focus();
});

/** Esc lets go of the ticks; true when there were any. */
export function clearSelection(): boolean {
  const forms = [...document.querySelectorAll<HTMLFormElement>('[data-selection][data-active]')];
  forms.forEach(clear);
  return forms.length > 0;
}

// A list that is drawn anew keeps the ticks of the rows that are still there.
const kept = new Map<string, Set<string>>();

onHtmx<{ target: HTMLElement }>('htmx:beforeSwap', ({ target }) => {
  for (const box of target.querySelectorAll<HTMLInputElement>('[data-select]:checked')) {
    const form = box.getAttribute('form') ?? '';
    kept.set(form, (kept.get(form) ?? new Set()).add(box.value));
  }
});

onHtmx('htmx:afterSettle', () => {
  for (const form of document.querySelectorAll<HTMLFormElement>('[data-selection]')) {
    const values = kept.get(form.id);
    if (values) for (const box of boxes(form)) box.checked ||= values.has(box.value);
    show(form, false);
  }
  kept.clear();
});

// The browser may bring ticks back with a page from its history.
addEventListener('pageshow', () => document.querySelectorAll<HTMLFormElement>('[data-selection]').forEach(form => show(form, false)));
