/**
 * Keyboard shortcuts. Which there are stands in the help sheet alone (Shell/Shortcuts.cs and the navigation): [data-keys] with data-does or
 * data-href. None fires while somebody types, and the sheet's switch turns them off for this browser.
 */
import { on } from './dom';
import { openBox } from './search';
import { clearSelection } from './selection';
import { visit } from './visits';

const patience = 1200;
let first: { key: string; until: number } | null = null;

function isOff(): boolean {
  try {
    return localStorage.getItem('shortcuts') === 'off';
  } catch {
    return false;
  }
}

function help(): void {
  const sheet = document.getElementById('help');
  if (!(sheet instanceof HTMLDialogElement) || sheet.open) return;
  const off = document.querySelector<HTMLInputElement>('[data-shortcuts-switch]');
  if (off) off.checked = !isOff();
  sheet.showModal();
}

on('click', '[data-help-open]', help);
on('change', '[data-shortcuts-switch]', box => {
  if (!(box instanceof HTMLInputElement)) return;
  try {
    if (box.checked) localStorage.removeItem('shortcuts');
    else localStorage.setItem('shortcuts', 'off');
  } catch {
    box.checked = true; // Storage may be forbidden: then there is nothing to remember it with.
  }
});

/** Links of the list's rows, in order. */
function stops(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('main tbody .row-link')].filter((link, index, all) =>
    link.offsetParent !== null && link.closest('tr') !== all[index - 1]?.closest('tr'));
}

function move(step: number): void {
  const all = stops();
  const row = document.activeElement?.closest('tr');
  const at = all.findIndex(link => link.closest('tr') === row);
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

const actions: Record<string, () => void> = {
  search: openBox,
  help,
  new: () => document.querySelector<HTMLElement>('main .page-header [data-new], main .page-header a[href$="/new"], main .empty a[href$="/new"]')?.click(),
  next: () => move(1),
  previous: () => move(-1),
  tick: () => document.activeElement?.closest('tr')?.querySelector<HTMLElement>('[data-select]')?.click(),
};

function find(keys: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`#help [data-keys="${CSS.escape(keys)}"]`);
}

function run(shortcut: HTMLElement): void {
  const { does, href } = shortcut.dataset;
  if (href) visit(href);
  else if (does) actions[does]?.();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"]), textarea, select'));
}

// Works while typing too, and where letters are switched off.
document.addEventListener('keydown', event => {
  if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || document.querySelector('dialog[open]')) return;
  event.preventDefault();
  openBox();
});

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented || isTyping(event.target)) return;
  if (document.querySelector('dialog[open], details[data-menu][open]')) return;

  if (event.key === 'Escape') {
    clearSelection();
    return;
  }
  // From a row's link the arrows walk too; elsewhere they scroll as ever.
  if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && event.target instanceof HTMLElement && event.target.matches('main tbody .row-link')) {
    event.preventDefault();
    move(event.key === 'ArrowDown' ? 1 : -1);
    return;
  }
  if (event.key.length !== 1 || isOff()) return;

  const now = performance.now();
  const pair = first && now < first.until ? find(`${first.key} ${event.key}`) : null;
  first = null;
  const single = pair ?? find(event.key);
  if (single) {
    event.preventDefault();
    run(single);
  } else if (document.querySelector(`#help [data-keys^="${CSS.escape(event.key)} "]`)) {
    first = { key: event.key, until: now + patience };
  }
});
