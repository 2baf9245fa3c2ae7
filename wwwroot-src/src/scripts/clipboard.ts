import { announce, input, on } from './dom';
import { showToast } from './toasts';
import { say } from './words';

/** The clipboard API exists on https and localhost only; plain http in an office network still deserves a copy button. */
async function copy(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Not allowed: try the old way.
    }
  }

  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'sr-only';
  (document.querySelector('dialog[open]') ?? document.body).append(area);
  const back = document.activeElement;
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (back instanceof HTMLElement) back.focus({ preventScroll: true });
  return done;
}

on('click', '[data-copy], [data-copy-from]', button => {
  const text = button.dataset['copy'] ?? input(button.dataset['copyFrom'])?.value ?? '';
  if (text === '') {
    announce(say('Nothing to copy'));
    return;
  }

  void copy(text).then(done => {
    if (!done) {
      showToast('warn', say('The browser did not allow copying.'));
      return;
    }
    button.dataset['copied'] = '';
    announce(say('Copied'));
    setTimeout(() => { delete button.dataset['copied']; }, 1600);
  });
});
