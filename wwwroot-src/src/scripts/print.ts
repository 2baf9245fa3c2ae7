import { on } from './dom';

on('click', '[data-print]', () => window.print());

/** A page that was opened to be printed presses its own button, once: loaded again, or come back to, it only shows. */
function printNow(): void {
  const button = document.querySelector<HTMLElement>('[data-print-now]');
  if (!button) return;
  delete button.dataset['printNow'];
  const address = new URL(location.href);
  address.searchParams.delete('now');
  history.replaceState(history.state, '', address);
  button.click();
}

window.addEventListener('load', printNow);
document.addEventListener('page:arrived', printNow);
