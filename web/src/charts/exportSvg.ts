const properties = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
];

/** Saves a chart as a file that looks the same without the page's style sheet. */
export function downloadSvg(chart: SVGSVGElement, file: string, note: string): void {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const originals = [...chart.querySelectorAll('*')];
  [...copy.querySelectorAll('*')].forEach((element, i) => {
    const style = getComputedStyle(originals[i]!);
    for (const property of properties) element.setAttribute(property, style.getPropertyValue(property));
    for (const name of ['class', 'tabindex', 'href']) element.removeAttribute(name);
  });
  const [width, height] = [Number(chart.getAttribute('width')), Number(chart.getAttribute('height')) + 24];
  for (const [name, value] of Object.entries({
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
  }))
    copy.setAttribute(name, String(value));
  copy.removeAttribute('class');
  copy.prepend(background(width, height));
  copy.append(caption(note, height, getComputedStyle(chart).color));
  save(new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' }), file);
}

export function save(content: Blob, file: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = file;
  link.click();
  URL.revokeObjectURL(link.href);
}

function background(width: number, height: number): SVGElement {
  const rectangle = create('rect', { width, height, fill: getComputedStyle(document.body).backgroundColor });
  return rectangle;
}

function caption(note: string, height: number, color: string): SVGElement {
  const text = create('text', { x: 4, y: height - 8, 'font-size': 11, 'font-family': 'system-ui, sans-serif', fill: color });
  text.textContent = note;
  return text;
}

function create(name: string, attributes: Record<string, string | number>): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, String(value));
  return element;
}
