import { announce, input, on } from './dom';
import { say } from './words';

/** No letters that look alike when read out over the phone. */
const alphabet = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789';

function generate(length: number): string {
  const limit = 256 - (256 % alphabet.length);
  let secret = '';
  while (secret.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length * 2))) {
      // Bytes beyond the last full round would favour the first letters.
      if (byte < limit && secret.length < length) secret += alphabet.charAt(byte % alphabet.length);
    }
  }
  return secret;
}

function reveal(field: HTMLInputElement, shown: boolean): void {
  field.type = shown ? 'text' : 'password';
  const button = document.querySelector(`[data-reveal="${CSS.escape(field.id)}"]`);
  button?.setAttribute('aria-pressed', String(shown));
}

on('click', '[data-generate]', button => {
  const field = input(button.dataset['generate']);
  if (!field) return;
  field.value = generate(Number(button.dataset['generateLength'] ?? 16));
  reveal(field, true);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  announce(say('Generated'));
});

on('click', '[data-reveal]', button => {
  const field = input(button.dataset['reveal']);
  if (field) reveal(field, field.type === 'password');
});
