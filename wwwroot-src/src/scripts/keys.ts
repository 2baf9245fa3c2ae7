import { on } from './dom';

function help(): void {
  const sheet = document.getElementById('help');
  if (sheet instanceof HTMLDialogElement && !sheet.open) sheet.showModal();
}

on('click', '[data-help-open]', help);

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  const typing = event.target instanceof HTMLElement && (event.target.isContentEditable || event.target.matches('input, textarea, select'));
  if (typing) {
    if (event.key === 'Escape' && event.target instanceof HTMLInputElement && 'search' in event.target.dataset) event.target.blur();
    return;
  }

  if (event.key === '/') {
    const search = document.querySelector<HTMLInputElement>('[data-search]') ?? document.querySelector<HTMLInputElement>('main input[type="search"]');
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  } else if (event.key === '?') {
    event.preventDefault();
    help();
  }
});

// Arrow keys walk through the hits of the search box.
document.addEventListener('keydown', event => {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const box = event.target instanceof Element ? event.target.closest('form.search') : null;
  if (!box) return;
  const stops = [...box.querySelectorAll<HTMLElement>('[data-search], .search-results a')];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (at >= 0 && next) {
    event.preventDefault();
    next.focus();
  }
});
