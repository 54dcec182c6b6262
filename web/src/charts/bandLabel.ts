/** Where a band's name is written. */
export interface BandLabel {
  x: number;
  y: number;
  size: number;
}

const sizes = [28, 23, 19, 16, 13, 11];
/** The width of a character, in font sizes. */
const characterWidth = 0.7;

/** The largest text that fits into a band over its whole width, where there is most room.
 * @param edges Upper and lower edge at each year, as pixels from the top.
 * @param xs The pixel of each year. */
export function placeLabel(
  text: string,
  xs: readonly number[],
  edges: readonly (readonly [top: number, bottom: number])[],
): BandLabel | undefined {
  for (const size of sizes) {
    const half = (text.length * size * characterWidth) / 2;
    let best: (BandLabel & { room: number }) | undefined;
    xs.forEach((x, i) => {
      if (x - half < xs[0]! || x + half > xs.at(-1)!) return;
      if (edges[i]![1] - edges[i]![0] < Math.max(size * 1.1, best?.room ?? 0)) return;
      const [top, bottom] = roomAround(i, half, xs, edges);
      const room = bottom - top;
      if (room >= size * 1.1 && room > (best?.room ?? 0)) best = { x, y: (top + bottom) / 2, size, room };
    });
    if (best) return best;
  }
  return undefined;
}

function roomAround(
  i: number,
  half: number,
  xs: readonly number[],
  edges: readonly (readonly [number, number])[],
): [number, number] {
  let [top, bottom] = edges[i]!;
  for (let at = i; at >= 0 && xs[at]! >= xs[i]! - half; at--)
    [top, bottom] = [Math.max(top, edges[at]![0]), Math.min(bottom, edges[at]![1])];
  for (let at = i; at < xs.length && xs[at]! <= xs[i]! + half; at++)
    [top, bottom] = [Math.max(top, edges[at]![0]), Math.min(bottom, edges[at]![1])];
  return [top, bottom];
}
