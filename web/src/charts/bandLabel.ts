/** The position and font size of the name of a band, in pixels. */
export interface BandLabel {
  x: number;
  y: number;
  size: number;
}

const sizes = [28, 23, 19, 16, 13, 11];
/** The width of a character relative to the font size. */
const characterWidth = 0.7;

/** Places the largest label that fits into a band, where the band is highest. Undefined if none fits.
 * @param xs The horizontal position of each year, in pixels.
 * @param edges The upper and lower edge of the band at each year, in pixels from the top. */
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
      const [top, bottom] = spaceAround(i, half, xs, edges);
      const room = bottom - top;
      if (room >= size * 1.1 && room > (best?.room ?? 0)) best = { x, y: (top + bottom) / 2, size, room };
    });
    if (best) return best;
  }
  return undefined;
}

/** The upper and lower limit of a label of the width 2 * half around a year. */
function spaceAround(
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
