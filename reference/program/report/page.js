// Filters of the table of claims. Without this script the page shows every claim.
'use strict';
(() => {
  const form = document.getElementById('filters');
  if (!form) return;
  const rows = [...document.querySelectorAll('#claims tbody tr')];
  const shown = document.getElementById('shown');
  const matches = (row) => {
    const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const text = `${row.textContent} ${row.dataset.words}`.toLowerCase();
    return words.every((word) => text.includes(word)) &&
        ['verdict', 'evidence', 'family'].every((name) => {
          const wanted = form.elements[name].value;
          return wanted === '' || row.dataset[name].split(', ').includes(wanted);
        });
  };
  const apply = () => {
    let count = 0;
    for (const row of rows) {
      row.hidden = !matches(row);
      if (!row.hidden) count += 1;
    }
    shown.textContent = `${count} of ${rows.length} claim${rows.length === 1 ? '' : 's'}`;
  };
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(apply));
  form.hidden = false;
  apply();
})();

// The lines of the claim that is pointed at, or has the focus, stand out.
(() => {
  const light = (node, on) => {
    for (const edge of document.querySelectorAll('.edge')) {
      if (edge.dataset.ends.split(' ').includes(node.dataset.id)) edge.classList.toggle('lit', on);
    }
  };
  for (const node of document.querySelectorAll('.node')) {
    for (const [name, on] of [['mouseenter', true], ['mouseleave', false], ['focus', true], ['blur', false]]) {
      node.addEventListener(name, () => light(node, on));
    }
  }
})();
