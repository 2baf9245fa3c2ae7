import htmx from 'htmx.org';
import { announce, on } from './dom';

const root = document.documentElement;

function drawer(open: boolean): void {
  const button = document.querySelector<HTMLElement>('[data-drawer-open]');
  const wasOpen = 'drawer' in root.dataset;
  if (open) root.dataset['drawer'] = '';
  else delete root.dataset['drawer'];
  button?.setAttribute('aria-expanded', String(open));
  const behind = document.querySelector<HTMLElement>('.shell-main');
  if (behind) behind.inert = open;
  if (open) document.querySelector<HTMLElement>('#sidenav a')?.focus();
  else if (wasOpen) button?.focus();
}

on('click', '[data-drawer-open]', () => drawer(true));
on('click', '[data-drawer-close]', () => drawer(false));
matchMedia('(width >= 64rem)').addEventListener('change', () => drawer(false));

// A press elsewhere closes an open menu.
document.addEventListener('click', event => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('details[data-menu][open]')) {
    const inside = event.target instanceof Node && menu.contains(event.target);
    const chosen = event.target instanceof Element && event.target.closest('.menu-item');
    if (!inside || chosen) menu.open = false;
  }
});

// What is asked for only once its menu is opened.
document.addEventListener('toggle', event => {
  const menu = event.target;
  const part = menu instanceof HTMLDetailsElement && menu.open ? menu.querySelector('[hx-trigger="opened"]') : null;
  if (part) htmx.trigger(part, 'opened', {});
}, true);

// What an answer wants said and nothing shown for: a notice that came, a part that was moved.
document.addEventListener('say', event => announce((event as CustomEvent<{ text?: string }>).detail.text ?? ''));

// In a table that scrolls, a panel would be cut off: it is laid over the page instead, downwards or upwards, wherever there is room.
document.addEventListener('toggle', event => {
  const menu = event.target;
  if (!(menu instanceof HTMLDetailsElement) || !menu.open || !menu.closest('.table-wrap')) return;
  const panel = menu.querySelector<HTMLElement>('.menu-panel');
  const button = menu.querySelector('summary')?.getBoundingClientRect();
  if (!panel || !button) return;
  Object.assign(panel.style, { position: 'fixed', right: 'auto', top: '0', left: '0' });
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below = button.bottom + 6 + height <= innerHeight;
  panel.style.left = `${Math.max(8, button.right - width)}px`;
  panel.style.top = `${below ? button.bottom + 6 : Math.max(8, button.top - 6 - height)}px`;
  addEventListener('scroll', () => { menu.open = false; }, { once: true, capture: true });
}, true);

document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  const menu = document.querySelector<HTMLDetailsElement>('details[data-menu][open]');
  if (menu) {
    menu.open = false;
    menu.querySelector('summary')?.focus();
  } else if ('drawer' in root.dataset) {
    drawer(false);
  }
});

// In an open menu arrows, Home and End walk through the items; an arrow on its button opens it.
document.addEventListener('keydown', event => {
  if (!['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(event.key)) return;
  const menu = event.target instanceof Element ? event.target.closest<HTMLDetailsElement>('details[data-menu]') : null;
  const onButton = event.target instanceof Element && event.target.matches('summary');
  if (!menu || (!menu.open && !(onButton && event.key.startsWith('Arrow')))) return;
  event.preventDefault();
  menu.open = true;
  const items = [...menu.querySelectorAll<HTMLElement>('.menu-item')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next =
    event.key === 'Home' ? 0 :
    event.key === 'End' ? items.length - 1 :
    event.key === 'ArrowDown' ? (at + 1) % items.length :
    (at <= 0 ? items.length : at) - 1;
  items[next]?.focus();
});

// Leaving an open menu with Tab closes it.
document.addEventListener('focusin', event => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('details[data-menu][open]')) {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  }
});

on('click', '[data-dialog-open]', (button, event) => {
  const dialog = document.getElementById(button.dataset['dialogOpen'] ?? '');
  if (!(dialog instanceof HTMLDialogElement)) return;
  // An opener that is a link leads to the page for those without script.
  event.preventDefault();
  dialog.showModal();
});
on('click', '[data-dialog-close]', button => button.closest('dialog')?.close());

// A press on the shade closes a dialog.
on('click', 'dialog', (element, event) => {
  if (event.target === element && element instanceof HTMLDialogElement) element.close();
});
