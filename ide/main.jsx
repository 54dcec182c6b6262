import { explorerPlugin } from '@graphiql/plugin-explorer';
import { useGraphiQLActions } from '@graphiql/react';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { getOperationAST } from 'graphql';
import { createClient } from 'graphql-sse';
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './main.css';

const query = `# Ctrl+Enter runs the query, Ctrl+Space completes it.
# The documentation is on the left, keys go into Headers.
query PopularNames {
  popularNames(country: "US", year: 2023, gender: F, first: 10) {
    nodes {
      rank
      name
      count
      share
    }
  }
}
`;

// An empty key is none: reading needs one outside of development, loading files always.
const headers = '{\n  "X-Api-Key": ""\n}';

globalThis.MonacoEnvironment = {
  getWorker(_, label) {
    const name = label === 'json' || label === 'graphql' ? label : 'editor';
    return new Worker(new URL(`./${name}.worker.js`, import.meta.url), { type: 'module' });
  },
};

const url = location.pathname;
// The key is in the headers; without credentials no browser asks for a password when it is missing.
const credentials = 'omit';
const ask = createGraphiQLFetcher({ url, fetch: (address, init) => fetch(address, { ...init, credentials }) });

function fetcher(request, options) {
  const isSubscription = options?.documentAST && getOperationAST(options.documentAST, request.operationName)?.operation === 'subscription';
  return isSubscription ? createClient({ url, credentials, headers: options.headers, retryAttempts: 0 }).iterate(request) : ask(request, options);
}

/** Asks for the schema again when the headers change: without the key there may have been none. */
function SchemaFor({ headers }) {
  const { introspect } = useGraphiQLActions();
  useEffect(() => {
    if (headers === null) return;
    const typed = setTimeout(introspect, 500);
    return () => clearTimeout(typed);
  }, [headers, introspect]);
}

/** The query and variables of a link such as the explorer's; in the part of the address that is not sent. */
function takeLinked() {
  const linked = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(null, '', location.pathname);
  return { initialQuery: linked.get('query') ?? undefined, initialVariables: linked.get('variables') ?? undefined };
}

const linked = takeLinked();

function Ide() {
  const [edited, setEdited] = useState(null);
  return (
    <GraphiQL
      fetcher={fetcher}
      plugins={[HISTORY_PLUGIN, explorer]}
      defaultQuery={query}
      {...linked}
      defaultHeaders={headers}
      defaultEditorToolsVisibility="headers"
      onEditHeaders={setEdited}
    >
      <GraphiQL.Toolbar>
        {({ prettify, merge, copy }) => <>{prettify}{merge}{copy}<SchemaFor headers={edited} /></>}
      </GraphiQL.Toolbar>
    </GraphiQL>
  );
}

const explorer = explorerPlugin();
createRoot(document.getElementById('ide')).render(<Ide />);
