/**
 * One dialog asks for both roads: hx-confirm="…" on anything htmx sends, data-confirm="…" on a plain form or its button.
 * data-confirm-typed="…" on a form asks only where something was typed on the page that would be lost.
 * Beside it: data-confirm-title, data-confirm-action (label of the button), data-confirm-tone="bad", data-confirm-word (must be typed).
 */
import { onHtmx } from './dom';
import { say } from './words';

function ask(text: string, source: HTMLElement): Promise<boolean> {
  const dialog = document.getElementById('confirm');
  const yes = document.getElementById('confirm-yes');
  const typed = document.getElementById('confirm-typed');
  if (!(dialog instanceof HTMLDialogElement) || !(yes instanceof HTMLButtonElement) || !(typed instanceof HTMLInputElement)) {
    return Promise.resolve(window.confirm(text));
  }

  const data = source.dataset;
  const put = (id: string, value: string): void => {
    const element = document.getElementById(id);
    if (element) element.textContent = value;
  };
  put('confirm-title', data['confirmTitle'] ?? say('Are you sure?'));
  put('confirm-text', text);
  yes.textContent = data['confirmAction'] ?? say('Continue');
  yes.className = data['confirmTone'] === 'bad' ? 'btn btn-danger' : 'btn btn-primary';

  const word = data['confirmWord'] ?? '';
  put('confirm-word', word);
  const field = document.getElementById('confirm-word-field');
  if (field) field.hidden = word === '';
  typed.value = '';
  yes.disabled = word !== '';
  typed.oninput = () => { yes.disabled = typed.value.trim() !== word; };

  return new Promise(resolve => {
    dialog.returnValue = '';
    dialog.onclose = () => resolve(dialog.returnValue === 'yes');
    dialog.showModal();
    // What cannot be undone starts at "Cancel".
    if (word) typed.focus();
    else if (data['confirmTone'] !== 'bad') yes.focus();
  });
}

onHtmx<{ question: string | null; elt: HTMLElement; issueRequest: (skip: boolean) => void }>('htmx:confirm', (detail, event) => {
  if (!detail.question) return;
  event.preventDefault();
  const asking = detail.elt.closest<HTMLElement>('[hx-confirm]') ?? detail.elt;
  void ask(detail.question, asking).then(yes => { if (yes) detail.issueRequest(true); });
});

/** Something in a form of the page that is not yet sent. */
function isTyped(): boolean {
  return [...document.querySelectorAll<HTMLFormElement>('#main form:not([method="get"])')].some(form =>
    form.querySelector('[aria-invalid="true"]') !== null || [...form.elements].some(field => {
      if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
      if (field instanceof HTMLSelectElement && !field.multiple) return field.selectedIndex !== Math.max(0, [...field.options].findIndex(option => option.defaultSelected));
      if (!(field instanceof HTMLInputElement) || field.type === 'hidden') return false;
      return field.type === 'checkbox' || field.type === 'radio' ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
    }));
}

const agreed = new WeakSet<HTMLFormElement>();

document.addEventListener('submit', event => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  const button = event.submitter instanceof HTMLElement ? event.submitter : null;
  const asking = button?.dataset['confirm'] ? button : form.dataset['confirm'] || (form.dataset['confirmTyped'] && isTyped()) ? form : null;
  if (!asking || agreed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  void ask(asking.dataset['confirm'] ?? asking.dataset['confirmTyped'] ?? '', asking).then(yes => {
    if (!yes) return;
    agreed.add(form);
    form.requestSubmit(button);
  });
}, true);
