import { on } from './dom';

on('click', '[data-print]', () => window.print());

/** A page that was opened to be printed presses its own button, once: loaded again, or come back to, it only shows. */
window.addEventListener('load', () => {
  const button = document.querySelector<HTMLElement>('[data-print-now]');
  if (!button) return;
  const address = new URL(location.href);
  address.searchParams.delete('now');
  history.replaceState(history.state, '', address);
  button.click();
});
