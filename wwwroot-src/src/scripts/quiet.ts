/** A request that a newer one or a new page took the place of is no error: htmx would write it to the console. The logger sees each event first. */
import htmx from 'htmx.org';

htmx.logger = (_element: Element, name: string, detail: { error?: string; xhr?: XMLHttpRequest }) => {
  const given = name === 'htmx:sendAbort' || (name === 'htmx:afterRequest' && detail.xhr?.status === 0);
  if (given) delete detail.error;
};
