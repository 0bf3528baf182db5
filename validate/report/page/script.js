// Filters the report and moves through it by keyboard. Without this script the page shows everything.
const form = document.querySelector('form');
const counter = document.querySelector('output');
const items = [...document.querySelectorAll('[data-item]')];
// Lines that say why there is no item: filtered like one, and not counted.
const notes = [...document.querySelectorAll('[data-note]')];

function isWanted(item) {
  const { environment, layer, severity, text } = form.elements;
  // What says nothing of it concerns all.
  const has = (value, list) => value === '' || list === undefined || list.split(' ').includes(value);
  return (
    has(environment.value, item.dataset.environments) &&
    has(layer.value, item.dataset.layer) &&
    has(severity.value, item.dataset.severity) &&
    item.textContent.toLowerCase().includes(text.value.trim().toLowerCase())
  );
}

function filter() {
  for (const part of [...items, ...notes]) part.hidden = !isWanted(part);
  for (const section of document.querySelectorAll('[data-section]')) {
    section.hidden = [...section.querySelectorAll('[data-item], [data-note]')].every(({ hidden }) => hidden);
  }
  counter.value = `${items.filter(({ hidden }) => !hidden).length} of ${items.length} shown`;
}

function move(step) {
  const shown = items.filter(({ hidden }) => !hidden);
  const focused = shown.findIndex((item) => item.contains(document.activeElement));
  const next = shown[focused < 0 ? (step > 0 ? 0 : shown.length - 1) : focused + step];
  const target = next?.querySelector('summary') ?? next;
  target?.focus();
  target?.scrollIntoView({ block: 'nearest' });
}

function onKey(event) {
  const isTyping = event.target.matches('input, select');
  if (event.key === 'Escape' && isTyping) event.target.blur();
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === '/') {
    event.preventDefault();
    form.elements.text.focus();
  }
  if (event.key === 'j') move(1);
  if (event.key === 'k') move(-1);
}

document.documentElement.classList.add('scripted');
form.addEventListener('input', filter);
form.addEventListener('submit', (event) => event.preventDefault());
document.addEventListener('keydown', onKey);
filter();
