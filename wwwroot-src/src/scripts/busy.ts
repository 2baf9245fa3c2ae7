/** A request in flight: its button turns, cannot be pressed again, and after a blink the page shows a thin bar. */
import { onHtmx } from './dom';

const root = document.documentElement;
const inFlight = new WeakMap<XMLHttpRequest, HTMLElement | null>();
let running = 0;
let timer = 0;

function isButton(element: Element | null): element is HTMLButtonElement | HTMLAnchorElement {
  return element instanceof HTMLButtonElement || (element instanceof HTMLAnchorElement && element.classList.contains('btn'));
}

function setBusy(button: Element | null, busy: boolean): void {
  if (!isButton(button)) return;
  if (busy) button.setAttribute('aria-busy', 'true');
  else button.removeAttribute('aria-busy');
}

function submitButton(form: HTMLFormElement): HTMLElement | null {
  return form.querySelector<HTMLElement>('button[type="submit"], button:not([type])');
}

// Second presses end here, before htmx or the browser sees them.
document.addEventListener('click', event => {
  const button = event.target instanceof Element ? event.target.closest('[aria-busy="true"], a[aria-disabled="true"]') : null;
  if (isButton(button)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

document.addEventListener('submit', event => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  if ('sending' in form.dataset) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

// Plain forms: marked after all other listeners had their say, freed when the page comes back from the history or the answer was a file.
addEventListener('submit', event => {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.method === 'dialog') return;
  const button = event.submitter ?? submitButton(form);
  form.dataset['sending'] = '';
  setBusy(button, true);
  setTimeout(() => release(form), 15000);
});

function release(form: HTMLFormElement): void {
  delete form.dataset['sending'];
  form.querySelectorAll('[aria-busy="true"]').forEach(button => setBusy(button, false));
}

addEventListener('pageshow', () => document.querySelectorAll<HTMLFormElement>('form[data-sending]').forEach(release));

interface Sending { elt: HTMLElement; xhr: XMLHttpRequest; requestConfig: { verb: string; triggeringEvent?: Event } }

onHtmx<Sending>('htmx:beforeSend', ({ elt, xhr, requestConfig }) => {
  const cause = requestConfig.triggeringEvent;
  if (!cause) return;
  const pressed = cause instanceof SubmitEvent ? cause.submitter : null;
  // A search while typing must not lock anything.
  const form = elt instanceof HTMLFormElement && requestConfig.verb !== 'get' ? elt : null;
  const button = isButton(elt) ? elt : form ? (pressed as HTMLElement | null) ?? submitButton(form) : null;
  if (form) form.dataset['sending'] = '';
  setBusy(button, true);
  inFlight.set(xhr, button);
  running++;
  clearTimeout(timer);
  timer = window.setTimeout(() => { if (running > 0) root.dataset['busy'] = ''; }, 250);
});

// loadend comes for answers, errors, time-outs and aborts alike; htmx may have replaced the element by then.
onHtmx<Sending>('htmx:beforeSend', ({ elt, xhr }) => xhr.addEventListener('loadend', () => {
  if (!inFlight.has(xhr)) return;
  setBusy(inFlight.get(xhr) ?? null, false);
  inFlight.delete(xhr);
  if (elt instanceof HTMLFormElement) release(elt);
  running = Math.max(0, running - 1);
  if (running === 0) delete root.dataset['busy'];
}));
