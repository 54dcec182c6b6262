import type { ComponentChildren } from 'preact';

/** A row of a description list. */
export function Fact(props: { title: string; text: ComponentChildren }) {
  return (
    <div>
      <dt>{props.title}</dt>
      <dd>{props.text}</dd>
    </div>
  );
}
