let known: Record<string, string> | undefined;

/** What a script says, in the language of the page: the server writes the words beside the page; see ScriptWords.cs. */
export function say(words: string, ...values: (string | number)[]): string {
  known ??= JSON.parse(document.getElementById('words')?.textContent ?? '{}') as Record<string, string>;
  return (known[words] ?? words).replace(/\{(\d)\}/g, (_, place: string) => String(values[Number(place)]));
}
