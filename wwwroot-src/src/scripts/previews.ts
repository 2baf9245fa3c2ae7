/**
 * A form that books what its preview shows: `data-preview` names the preview, `data-previews` the fields it is made from. The preview follows what is
 * typed, and the button waits until the preview of what stands in the form is there: nobody is refused for typing faster than the server answers.
 */
import htmx from 'htmx.org';
import { on, onHtmx } from './dom';

/** Versions of what is typed, counted up with each change. */
interface Following { typed: number; shown: number; timer: number; pressed: { button: HTMLElement | null } | null }

const pause = 250;
const followed = new WeakMap<HTMLFormElement, Following>();
const requests = new WeakMap<XMLHttpRequest, { form: HTMLFormElement; version: number }>();
const asked = new WeakMap<HTMLFormElement, number>();

function following(form: HTMLFormElement): Following {
  const known = followed.get(form) ?? { typed: 0, shown: 0, timer: 0, pressed: null };
  followed.set(form, known);
  return known;
}

function previewOf(form: HTMLFormElement): HTMLElement | null {
  return document.getElementById(form.dataset['preview'] ?? '');
}

function ask(form: HTMLFormElement): void {
  const state = following(form);
  clearTimeout(state.timer);
  const preview = previewOf(form);
  if (!preview || asked.get(form) === state.typed) return;
  asked.set(form, state.typed);
  htmx.trigger(preview, 'preview', {});
}

/** A press is over: it was carried out, or given up. */
function release(state: Following): void {
  state.pressed?.button?.removeAttribute('aria-busy');
  state.pressed = null;
}

function follow(form: HTMLFormElement): void {
  const state = following(form);
  // Who types on after the press means something else than what was pressed for.
  release(state);
  state.typed++;
  previewOf(form)?.setAttribute('aria-busy', 'true');
  clearTimeout(state.timer);
  state.timer = window.setTimeout(() => ask(form), pause);
}

on('input', '[data-previews]', field => {
  const form = field.closest<HTMLFormElement>('form[data-preview]');
  if (form) follow(form);
});

/** The browser may bring back what was typed before the page was left, beside the preview that the page came with. */
function isTypedIn(field: Element): boolean {
  return field instanceof HTMLInputElement ? field.value !== field.defaultValue
    : field instanceof HTMLSelectElement && [...field.options].some(option => option.selected !== option.defaultSelected && option.index > 0);
}

addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-preview]')) if ([...form.querySelectorAll('[data-previews]')].some(isTypedIn)) follow(form);
});

onHtmx<{ elt: HTMLElement; xhr: XMLHttpRequest }>('htmx:beforeSend', ({ elt, xhr }) => {
  const form = elt.closest<HTMLFormElement>('form[data-preview]');
  if (form && elt.id === form.dataset['preview']) requests.set(xhr, { form, version: following(form).typed });
});

onHtmx<{ xhr: XMLHttpRequest; successful: boolean }>('htmx:afterRequest', ({ xhr, successful }) => {
  const request = requests.get(xhr);
  if (!request) return;
  const { form, version } = request;
  const state = following(form);
  // What was typed meanwhile is asked for already, or will be.
  if (version !== state.typed) {
    previewOf(form)?.setAttribute('aria-busy', 'true');
    return;
  }
  asked.delete(form);
  previewOf(form)?.removeAttribute('aria-busy');
  if (successful) state.shown = version;
  const pressed = state.pressed;
  release(state);
  if (pressed && successful) form.requestSubmit(pressed.button);
});

document.addEventListener('submit', event => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !('preview' in form.dataset)) return;
  const state = following(form);
  if (state.shown === state.typed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  state.pressed = { button: event.submitter };
  event.submitter?.setAttribute('aria-busy', 'true');
  ask(form);
}, true);
