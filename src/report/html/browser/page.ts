/** What runs in an HTML report: it sorts and filters the findings, and opens what a link or the printer asks for. */
const table = document.querySelector<HTMLTableElement>('#table');
const form = document.querySelector<HTMLFormElement>('#filters');
const shown = document.querySelector<HTMLElement>('#shown');

if (table !== null && form !== null && shown !== null) {
  const findings = [...table.tBodies];
  makeSortable(table, findings);
  makeFilterable(form, shown, findings);
}
document.addEventListener('click', ({ target }) => {
  if (target instanceof HTMLAnchorElement) openTarget(target.hash);
});
addEventListener('hashchange', () => openTarget(location.hash));
openTarget(location.hash);
openForPrinting();

/** Turns the words above the columns into buttons. */
function makeSortable(table: HTMLTableElement, findings: readonly HTMLTableSectionElement[]): void {
  const heads = [...table.tHead!.rows[0]!.cells];
  for (const [column, head] of heads.entries()) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const isDescending =
        head.ariaSort === 'ascending' || (head.ariaSort === null && isNumeric(findings, column));
      for (const other of heads) other.ariaSort = null;
      head.ariaSort = isDescending ? 'descending' : 'ascending';
      table.append(...sorted(findings, column, isDescending));
    });
  }
}

const cellOf = (finding: HTMLTableSectionElement, column: number): HTMLElement =>
  finding.rows[0]!.cells[column]!;

const isNumeric = (findings: readonly HTMLTableSectionElement[], column: number): boolean =>
  findings[0] !== undefined && cellOf(findings[0], column).dataset.value !== undefined;

/** Equal ones stay in the order in which the report has them. */
function sorted(
  findings: readonly HTMLTableSectionElement[],
  column: number,
  isDescending: boolean,
): HTMLElement[] {
  const { compare } = new Intl.Collator('en', { numeric: true });
  const keyed = findings.map((finding) => {
    const cell = cellOf(finding, column);
    return {
      finding,
      value: Number(cell.dataset.value),
      text: cell.dataset.value === undefined ? cell.textContent : '',
    };
  });
  const direction = isDescending ? -1 : 1;
  keyed.sort((a, b) => direction * (a.text || b.text ? compare(a.text, b.text) : a.value - b.value));
  return keyed.map(({ finding }) => finding);
}

function makeFilterable(
  form: HTMLFormElement,
  shown: HTMLElement,
  findings: readonly HTMLTableSectionElement[],
): void {
  const words = form.querySelector<HTMLInputElement>('#words')!;
  const choices = [...form.querySelectorAll<HTMLSelectElement>('select')];
  const openAll = form.querySelector<HTMLButtonElement>('#open-all')!;
  /** Made when it is first needed: it is as much as the whole page says. */
  let texts: readonly string[] | undefined;

  const filter = (): void => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = choices
      .filter(({ value }) => value !== '')
      .map(({ dataset, value }) => [dataset.by!, value] as const);
    if (wanted.length > 0) texts ??= findings.map(({ textContent }) => textContent.toLowerCase());
    let left = 0;
    for (const [at, finding] of findings.entries()) {
      const isWanted =
        chosen.every(([by, value]) => finding.dataset[by]!.split(' ').includes(value)) &&
        wanted.every((word) => texts![at]!.includes(word));
      if (finding.hidden === isWanted) finding.hidden = !isWanted;
      if (isWanted) left++;
    }
    const noun = findings.length === 1 ? 'finding' : 'findings';
    shown.textContent =
      left === findings.length
        ? `${left} ${noun}, all of them shown.`
        : `${left} of ${findings.length} ${noun} shown.`;
  };
  let waiting = 0;
  /** Not at every letter. */
  const filterSoon = (): void => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 150);
  };

  form.hidden = false;
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', filterSoon);
  form.addEventListener('reset', filterSoon);
  openAll.addEventListener('click', () => {
    const isOpening = openAll.textContent === 'Open all';
    for (const finding of findings) if (!finding.hidden) finding.querySelector('details')!.open = isOpening;
    openAll.textContent = isOpening ? 'Close all' : 'Open all';
  });
}

/** A link to a finding opens it, even where a filter hides it. */
function openTarget(hash: string): void {
  const target = /^#f\d+$/.test(hash) ? document.querySelector<HTMLElement>(hash) : null;
  if (target === null) return;
  target.hidden = false;
  target.querySelector('details')!.open = true;
  target.scrollIntoView({ block: 'center' });
}

/** The style does that where it can. */
function openForPrinting(): void {
  if (CSS.supports('selector(::details-content)')) return;
  let opened: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll<HTMLDetailsElement>('main:not(.long) details:not([open])')];
    for (const details of opened) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
  });
}
