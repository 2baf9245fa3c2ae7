import htmx from 'htmx.org';
import { on, onHtmx } from './dom';
import { say } from './words';

type Kind = 'info' | 'good' | 'warn' | 'bad';
interface Undo { url: string; target: string; values: Record<string, string> }
interface Toast { kind: Kind; text: string; undo?: Undo | null }

const shownAtOnce = 4;

/** Good news leaves by itself; a failure stays until it is read. */
function arm(toast: HTMLElement): void {
  if (toast.classList.contains('toast-bad')) return;
  let timer = 0;
  const wait = (): void => { timer = window.setTimeout(() => leave(toast), toast.classList.contains('toast-warn') || toast.querySelector('[data-toast-undo]') ? 9000 : 5000); };
  toast.addEventListener('pointerenter', () => clearTimeout(timer));
  toast.addEventListener('pointerleave', wait);
  toast.addEventListener('focusin', () => clearTimeout(timer));
  wait();
}

function leave(toast: HTMLElement): void {
  toast.classList.add('toast-leaving');
  setTimeout(() => toast.remove(), 200);
}

/** As ToastCard draws it; the form token goes along as a header. */
function wayBack({ url, target, values }: Undo): HTMLFormElement {
  const form = document.createElement('form');
  form.dataset['toastUndo'] = '';
  form.setAttribute('hx-post', url);
  form.setAttribute('hx-target', target);
  for (const [name, value] of Object.entries(values)) {
    const field = document.createElement('input');
    Object.assign(field, { type: 'hidden', name, value });
    form.append(field);
  }
  const button = document.createElement('button');
  Object.assign(button, { type: 'submit', className: 'btn btn-sm', textContent: say('Undo') });
  form.append(button);
  return form;
}

export function showToast(kind: Kind, text: string, undo?: Undo | null): void {
  const region = document.getElementById('toasts');
  const template = document.getElementById(`toast-${kind}`);
  const toast = template instanceof HTMLTemplateElement ? template.content.firstElementChild?.cloneNode(true) : null;
  if (!region || !(toast instanceof HTMLElement)) return;
  const place = toast.querySelector('.toast-text');
  if (place) place.textContent = text;
  if (undo) toast.querySelector('[data-toast-close]')?.before(wayBack(undo));
  // The same words again replace the old card instead of piling up.
  for (const old of region.querySelectorAll<HTMLElement>('.toast')) {
    if (old.querySelector('.toast-text')?.textContent === text) old.remove();
  }
  region.append(toast);
  if (undo) htmx.process(toast);
  while (region.children.length > shownAtOnce) region.firstElementChild?.remove();
  arm(toast);
}

document.addEventListener('toast', event => {
  for (const toast of (event as CustomEvent<{ items?: Toast[] }>).detail.items ?? []) showToast(toast.kind, toast.text, toast.undo);
});

on('click', '[data-toast-close]', button => {
  const toast = button.closest<HTMLElement>('[data-toast]');
  if (toast) leave(toast);
});

document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && !document.querySelector('dialog[open]')) {
    const last = document.querySelector<HTMLElement>('#toasts > .toast:last-child');
    if (last) leave(last);
  }
});

function armAll(): void {
  document.querySelectorAll<HTMLElement>('#toasts > [data-toast]').forEach(arm);
}

armAll();
document.addEventListener('page:arrived', armAll);

// One way back leads back once.
onHtmx<{ elt: HTMLElement; successful: boolean }>('htmx:afterRequest', ({ elt }) => {
  const toast = elt.matches('[data-toast-undo]') ? elt.closest<HTMLElement>('[data-toast]') : null;
  if (toast) leave(toast);
});

// An error that htmx does not swap: the answer brought its own toast, or this one says what happened.
onHtmx<{ xhr: XMLHttpRequest }>('htmx:responseError', ({ xhr }) => {
  if (xhr.getResponseHeader('HX-Redirect') || (xhr.getResponseHeader('HX-Trigger') ?? '').includes('"toast"')) return;
  showToast('bad', xhr.status === 429 ? say('Too many tries. Wait a minute, then try again.') : say('That did not work ({0}). Try again.', xhr.status));
});
let offline = false;
const unreachable = (): void => {
  if (!offline) showToast('warn', say('The server cannot be reached. This page tries again by itself.'));
  offline = true;
};
onHtmx('htmx:sendError', unreachable);
onHtmx('htmx:timeout', unreachable);
onHtmx('htmx:afterOnLoad', () => { offline = false; });
