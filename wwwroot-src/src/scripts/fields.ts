/** What a field can say before anything is sent: a file that is too large, two days the wrong way round. */
import { input, on } from './dom';

on('change', 'input[type="file"][data-max-bytes]', field => {
  if (!(field instanceof HTMLInputElement)) return;
  const limit = Number(field.dataset['maxBytes']);
  const large = [...field.files ?? []].find(file => file.size > limit);
  field.setCustomValidity(large ? `“${large.name}” is too large: ${(large.size / 1048576).toFixed(1)} MiB.` : '');
  if (large) field.reportValidity();
});

on('change', '[data-range-from], [data-range-to]', field => {
  const other = input(field.dataset['rangeFrom'] ?? field.dataset['rangeTo']);
  if (!(field instanceof HTMLInputElement) || !other || field.value === '' || other.value === '') return;
  const backwards = 'rangeFrom' in field.dataset ? field.value > other.value : field.value < other.value;
  // The end that was not touched follows.
  if (backwards) other.value = field.value;
});
