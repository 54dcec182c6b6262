/** The CSS properties that the charts use. */
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

const sideMargin = 20;
const topMargin = 44;
const bottomMargin = 28;

/** Saves a chart as an SVG file. Computed styles become attributes, because the file has no style sheet.
 * @param source The attribution below the chart. */
export function downloadSvg(chart: SVGSVGElement, file: string, title: string, source: string): void {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const originals = [...chart.querySelectorAll('*')];
  [...copy.querySelectorAll('*')].forEach((element, i) => {
    const style = getComputedStyle(originals[i]!);
    for (const property of properties) element.setAttribute(property, style.getPropertyValue(property));
    for (const name of ['class', 'tabindex', 'href']) element.removeAttribute(name);
  });
  const [chartWidth, chartHeight] = [Number(chart.getAttribute('width')), Number(chart.getAttribute('height'))];
  const box = {
    x: -sideMargin,
    y: -topMargin,
    width: chartWidth + 2 * sideMargin,
    height: chartHeight + topMargin + bottomMargin,
  };
  const { width, height } = box;
  const rootAttributes = { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `${box.x} ${box.y} ${width} ${height}` };
  for (const [name, value] of Object.entries(rootAttributes)) copy.setAttribute(name, String(value));
  copy.removeAttribute('class');
  const { backgroundColor, color } = getComputedStyle(document.body);
  copy.prepend(createElement('rect', { ...box, fill: backgroundColor }), createText(title, -18, 17, color));
  copy.append(createText(source && `Source: ${source}`, chartHeight + 16, 11, getComputedStyle(chart).color));
  saveFile(new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' }), file);
}

export function saveFile(content: Blob, file: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = file;
  link.click();
  URL.revokeObjectURL(link.href);
}

function createText(content: string, y: number, size: number, fill: string): SVGElement {
  const text = createElement('text', {
    x: 0,
    y,
    'font-size': size,
    'font-weight': 600,
    'font-family': 'system-ui, sans-serif',
    fill,
  });
  text.textContent = content;
  return text;
}

function createElement(name: string, attributes: Record<string, string | number>): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, String(value));
  return element;
}
