/** Which records this browser opened last: addresses alone, no names. The server says what they are and whether this person may see them. */
import { onHtmx } from './dom';

const key = 'opened';
const most = 8;
const record = /^\/(customers|routers|invoices|payments|profiles)\/[0-9a-f]{8}-[0-9a-f-]{27}$/i;

export function opened(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter((path): path is string => typeof path === 'string') : [];
  } catch {
    return []; // Storage may be forbidden.
  }
}

function note(): void {
  const path = location.pathname;
  if (!record.test(path) || !document.querySelector('.shell')) return;
  try {
    localStorage.setItem(key, JSON.stringify([path, ...opened().filter(other => other !== path)].slice(0, most)));
  } catch {
    // Then nothing is offered again.
  }
}

note();
document.addEventListener('page:arrived', note);

// Who signs out takes it along.
document.addEventListener('submit', event => {
  if (!(event.target instanceof HTMLFormElement) || !event.target.action.endsWith('/sign-out')) return;
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
});

// Sent with the question of an empty box, and nowhere else.
onHtmx<{ elt: HTMLElement; parameters: Record<string, unknown>; formData: FormData }>('htmx:configRequest', ({ elt, formData }) => {
  if (!elt.matches('[data-search]') || !(elt instanceof HTMLInputElement) || elt.value.trim() !== '') return;
  for (const path of opened()) formData.append('opened', path);
});
