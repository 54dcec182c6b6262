import { useRef, useState } from 'preact/hooks';
import { downloadSvg, saveFile } from '../charts/exportSvg';
import { readKey } from '../data/session';
import { base, hasIde } from '../route';

export interface ExportOptions {
  query: { toString(): string };
  variables: Record<string, unknown>;
  /** The path and query below /odata/. */
  odata: string;
  /** The name of the CSV and SVG files without extension. */
  fileName: string;
  attribution: string;
  /** The title in the SVG file. Default: the heading of the view. */
  title?: string;
}

/** The figures of a view as link, GraphQL, OData, CSV and SVG. */
export function ExportPanel(props: ExportOptions) {
  const { query, variables } = props;
  const root = useRef<HTMLDetailsElement>(null);
  const odataAddress = `${location.origin}${base}/odata/${props.odata}`;
  const csvAddress = withCsvFormat(odataAddress);
  const jsonAddress = `${base}/graphql?${new URLSearchParams({ query: query.toString(), variables: JSON.stringify(variables) })}`;
  const saveChart = () => {
    const chart = root.current!.closest('.view')?.querySelector<SVGSVGElement>('svg.plot');
    if (chart)
      downloadSvg(
        chart,
        `${props.fileName}.svg`,
        props.title ?? document.querySelector('h1')?.textContent ?? '',
        props.attribution,
      );
  };
  return (
    <details class="export" ref={root}>
      <summary>Export these figures: link, GraphQL, OData, CSV, SVG</summary>
      <div class="formats">
        <ExportFormat title="Link to this view" text={location.href} />
        <ExportFormat
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
          <a href={jsonAddress}>Open the response as JSON</a>
        </ExportFormat>
        <ExportFormat title="OData, for Excel, Power BI and Tableau" text={odataAddress}>
          <a href={encodeAddress(odataAddress)}>Open</a>
          <a href={`${base}/odata/connect`}>How to connect</a>
        </ExportFormat>
        <ExportFormat title="CSV" text={csvAddress}>
          <a
            href={encodeAddress(csvAddress)}
            download={`${props.fileName}.csv`}
            onClick={(event) => downloadWithKey(event, encodeAddress(csvAddress), `${props.fileName}.csv`)}
          >
            Download CSV
          </a>
        </ExportFormat>
        {readKey() && <p class="quiet">Links do not contain your key. If the browser asks for a password, enter the key.</p>}
        <p>
          <button type="button" onClick={saveChart}>
            Download chart as SVG
          </button>
        </p>
      </div>
    </details>
  );
}

function ExportFormat(props: { title: string; text: string; copy?: string; children?: preact.ComponentChildren }) {
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

function withCsvFormat(address: string): string {
  return `${address}${address.includes('?') ? '&' : '?'}$format=csv`;
}

/** Encodes spaces and quotes of an address for a link. The page shows the address without this encoding. */
function encodeAddress(address: string): string {
  return encodeURI(address)
    .replaceAll("'", '%27')
    .replaceAll(/%25(2[356B])/g, '%$1');
}

/** Downloads a file by fetch if there is a key, because a link cannot send the header. */
function downloadWithKey(event: MouseEvent, address: string, file: string): void {
  if (!readKey()) return;
  event.preventDefault();
  void fetch(address, { headers: { 'X-Api-Key': readKey() }, credentials: 'omit' })
    .then((response) => response.blob())
    .then((content) => saveFile(content, file));
}

/** A string literal of an OData address. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll(/[%&#+]/g, encodeURIComponent)}'`;
}
