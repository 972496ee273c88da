/**
 * What makes a table sort and filter. A page says everything without it: the tools are hidden and the headings plain text
 * until it runs. It takes text from the page and puts none in, so there is nothing in it to escape.
 */
export const SCRIPT = `
'use strict';
for (const table of document.querySelectorAll('table[data-sortable]')) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const keyOf = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
      const rows = [...body.rows].map((row) => ({ row, key: keyOf(row) }));
      const compare = head.dataset.sort === 'number'
        ? (a, b) => Number(a.key) - Number(b.key)
        : (a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
      rows.sort((a, b) => (down ? compare(b, a) : compare(a, b)));
      body.append(...rows.map(({ row }) => row));
    });
  });
  const tools = document.getElementById(table.dataset.tools);
  if (tools === null) continue;
  const text = tools.querySelector('input');
  const verdict = tools.querySelector('select');
  const count = tools.querySelector('output');
  const apply = () => {
    const wanted = text.value.trim().toLowerCase();
    let shown = 0;
    for (const row of body.rows) {
      const fits = row.textContent.toLowerCase().includes(wanted) &&
        (verdict.value === '' || row.dataset.verdict === verdict.value);
      row.hidden = !fits;
      if (fits) shown += 1;
    }
    count.textContent = shown + ' of ' + body.rows.length + ' rows shown';
  };
  text.addEventListener('input', apply);
  verdict.addEventListener('input', apply);
  tools.hidden = false;
  apply();
}
`;
