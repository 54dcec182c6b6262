import { useRef, useState } from 'preact/hooks';
import { downloadSvg, save } from '../charts/exportSvg';
import { readKey } from '../data/session';
import { base, hasIde } from '../route';

export interface UsesProps {
  query: { toString(): string };
  variables: Record<string, unknown>;
  /** Below the address of the feed. */
  odata: string;
  /** Of the files, without an ending. */
  file: string;
  attribution: string;
  /** Of the chart as a file; the heading of the view unless given. */
  title?: string;
}

/** The figures of a view in other forms: its address, GraphQL, OData, CSV and SVG. */
export function Uses(props: UsesProps) {
  const { query, variables } = props;
  const root = useRef<HTMLDetailsElement>(null);
  const feed = `${location.origin}${base}/odata/${props.odata}`;
  const csv = withFormat(feed);
  const ask = `${base}/graphql?${new URLSearchParams({ query: query.toString(), variables: JSON.stringify(variables) })}`;
  const svg = () => {
    const chart = root.current!.closest('.view')?.querySelector<SVGSVGElement>('svg.plot');
    if (chart)
      downloadSvg(chart, `${props.file}.svg`, props.title ?? document.querySelector('h1')?.textContent ?? '', props.attribution);
  };
  return (
    <details class="uses" ref={root}>
      <summary>Use these figures: link, GraphQL, OData, CSV, SVG</summary>
      <div class="forms">
        <Form title="Link to this view" text={location.href} />
        <Form
          title="GraphQL"
          text={`${query.toString().trim()}\n\n# Variables\n${JSON.stringify(variables, null, 2)}`}
          copy={query.toString().trim()}
        >
          {hasIde && (
            <a
              href={`${base}/graphql#${new URLSearchParams({ query: query.toString(), variables: JSON.stringify(variables, null, 2) })}`}
            >
              Open in the GraphQL editor
            </a>
          )}
          <a href={ask}>The answer as JSON</a>
        </Form>
        <Form title="OData, for Excel, Power BI and Tableau" text={feed}>
          <a href={encodeAddress(feed)}>Open</a>
          <a href={`${base}/odata/connect`}>How to connect</a>
        </Form>
        <Form title="CSV" text={csv}>
          <a
            href={encodeAddress(csv)}
            download={`${props.file}.csv`}
            onClick={(event) => downloadWithKey(event, encodeAddress(csv), `${props.file}.csv`)}
          >
            Download CSV
          </a>
        </Form>
        {readKey() && (
          <p class="quiet">Links do not carry the key of this tab: where the browser asks for a password, it is the key.</p>
        )}
        <p>
          <button type="button" onClick={svg}>
            Download the chart as SVG
          </button>
        </p>
      </div>
    </details>
  );
}

function Form(props: { title: string; text: string; copy?: string; children?: preact.ComponentChildren }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(props.copy ?? props.text);
    setCopied(true);
  };
  return (
    <section>
      <h2>{props.title}</h2>
      <pre tabindex={0}>{props.text}</pre>
      <p class="links">
        {navigator.clipboard && (
          <button type="button" onClick={() => void copy()} aria-label={`Copy: ${props.title}`}>
            {isCopied ? 'Copied' : 'Copy'}
          </button>
        )}
        {props.children}
      </p>
    </section>
  );
}

function withFormat(address: string): string {
  return `${address}${address.includes('?') ? '&' : '?'}$format=csv`;
}

/** People read the address as it is; a link needs its blanks and quotes encoded. */
function encodeAddress(address: string): string {
  return encodeURI(address)
    .replaceAll("'", '%27')
    .replaceAll(/%25(2[356B])/g, '%$1');
}

/** A link cannot carry a header, so with a key the file is fetched. */
function downloadWithKey(event: MouseEvent, address: string, file: string): void {
  if (!readKey()) return;
  event.preventDefault();
  void fetch(address, { headers: { 'X-Api-Key': readKey() }, credentials: 'omit' })
    .then((response) => response.blob())
    .then((content) => save(content, file));
}

/** A text within the quotes of an OData address. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll(/[%&#+]/g, encodeURIComponent)}'`;
}
