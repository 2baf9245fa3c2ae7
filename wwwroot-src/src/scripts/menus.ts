import { on } from './dom';

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

on('click', '[data-dialog-open]', button => {
  const dialog = document.getElementById(button.dataset['dialogOpen'] ?? '');
  if (dialog instanceof HTMLDialogElement) dialog.showModal();
});
on('click', '[data-dialog-close]', button => button.closest('dialog')?.close());

// A press on the shade closes a dialog.
on('click', 'dialog', (element, event) => {
  if (event.target === element && element instanceof HTMLDialogElement) element.close();
});
