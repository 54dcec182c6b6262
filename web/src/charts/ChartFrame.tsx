import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** An SVG that is as wide as the page leaves room. Lengths are in pixels.
 * @param props.summary The text alternative of the chart. */
export function ChartFrame(props: {
  summary: string;
  /** `img` for a chart without links. */
  role: 'img' | 'group';
  height: number | ((width: number) => number);
  above?: ComponentChildren;
  below?: (width: number) => ComponentChildren;
  /** Called when the pointer moves over the chart or is pressed. */
  onPointer?: (event: PointerEvent, width: number) => void;
  onPointerLeave?: () => void;
  children: (width: number) => ComponentChildren;
}) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const handlePointer = (event: PointerEvent) => props.onPointer?.(event, width);
  return (
    <div class="chart" ref={ref}>
      {props.above}
      <svg
        class="plot"
        role={props.role}
        aria-label={props.summary}
        width={width}
        height={typeof props.height === 'number' ? props.height : props.height(width)}
        onPointerMove={handlePointer}
        onPointerDown={handlePointer}
        onPointerLeave={props.onPointerLeave}
      >
        {width > 0 && props.children(width)}
      </svg>
      {props.below?.(width)}
    </div>
  );
}

/** The width of an element in whole pixels. It is measured before the first paint and on each change. */
function useWidth<T extends Element>() {
  const ref = useRef<T>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current!;
    const measure = () => setWidth(Math.floor(element.getBoundingClientRect().width));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width] as const;
}
