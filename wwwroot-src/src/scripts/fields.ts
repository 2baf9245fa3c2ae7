/** What a field can do before anything is sent: refuse a file that is too large, turn two days round, give way to what is typed. */
import { announce, input, on, onHtmx } from './dom';

/** As Core/Kernel/ByteSize.cs says it. */
function bytes(size: number): string {
  return size >= 1e6 ? `${Number((size / 1e6).toFixed(1))} MB` : `${Math.ceil(size / 1e3)} kB`;
}

/** The message of a field, below it as the server draws it; an empty one takes it away. */
function say(field: HTMLInputElement, message: string): void {
  const id = `${field.id}-error`;
  const shown = document.getElementById(id);
  if (message === '') {
    shown?.remove();
    field.removeAttribute('aria-invalid');
    return;
  }
  const place = shown ?? document.createElement('p');
  place.id = id;
  place.className = 'field-error';
  place.textContent = message;
  if (!shown) field.insertAdjacentElement('afterend', place);
  field.setAttribute('aria-invalid', 'true');
  const described = (field.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean);
  if (!described.includes(id)) field.setAttribute('aria-describedby', [...described, id].join(' '));
  announce(message);
}

on('change', 'input[type="file"][data-max-bytes]', field => {
  if (!(field instanceof HTMLInputElement)) return;
  const limit = Number(field.dataset['maxBytes']);
  const large = [...field.files ?? []].find(file => file.size > limit);
  const message = large ? `“${large.name}” has ${bytes(large.size)}; at most ${bytes(limit)} are taken.` : '';
  field.setCustomValidity(message);
  say(field, message);
});

on('change', '[data-range-from], [data-range-to]', field => {
  const other = input(field.dataset['rangeFrom'] ?? field.dataset['rangeTo']);
  if (!(field instanceof HTMLInputElement) || !other || field.value === '' || other.value === '') return;
  const backwards = 'rangeFrom' in field.dataset ? field.value > other.value : field.value < other.value;
  // The end that was not touched follows.
  if (backwards) other.value = field.value;
});

/** A value that was filled in beforehand gives way to the first digit typed: entering the field chooses all of it, with a key or with a click. */
let entered: HTMLElement | null = null;

function chooseAll(field: EventTarget | null): void {
  if (field instanceof HTMLInputElement && 'select' in field.dataset) field.select();
}

on('focusin', '[data-select]', field => {
  entered = field;
  chooseAll(field);
});
// The pointer sets the caret after the focus.
document.addEventListener('click', event => {
  if (event.target === entered) chooseAll(event.target);
  entered = null;
});
on('keydown', '[data-select]', () => { entered = null; });
addEventListener('pageshow', () => chooseAll(document.activeElement));

/** A part of a form that belongs to one choice of its radio buttons; hidden, it is neither sent nor checked. */
function showParts(root: ParentNode): void {
  for (const part of root.querySelectorAll<HTMLElement>('[data-shown-by]')) {
    const chosen = part.closest('form')?.querySelector<HTMLInputElement>(`input[name="${CSS.escape(part.dataset['shownBy'] ?? '')}"]:checked`);
    part.hidden = chosen?.value !== part.dataset['shownFor'];
    for (const control of part.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select')) control.disabled = part.hidden;
  }
}

on('change', 'input[type="radio"]', radio => {
  const form = radio.closest('form');
  if (form) showParts(form);
});
onHtmx('htmx:afterSettle', () => showParts(document));
addEventListener('pageshow', () => showParts(document));
