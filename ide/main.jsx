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

const initialQuery = `# Ctrl+Enter runs the query, Ctrl+Space completes it.
# Documentation is on the left. Put your key into Headers.
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

// The server ignores an empty key. Uploads require a key; reading requires one except in development.
const initialHeaders = '{\n  "X-Api-Key": ""\n}';

globalThis.MonacoEnvironment = {
  getWorker(_, label) {
    const name = label === 'json' || label === 'graphql' ? label : 'editor';
    return new Worker(new URL(`./${name}.worker.js`, import.meta.url), { type: 'module' });
  },
};

const url = location.pathname;
// The key is sent as a header. With `omit`, the browser shows no password dialog when the key is missing.
const credentials = 'omit';
const sendRequest = createGraphiQLFetcher({ url, fetch: (address, init) => fetch(address, { ...init, credentials }) });

function fetcher(request, options) {
  const isSubscription =
    options?.documentAST && getOperationAST(options.documentAST, request.operationName)?.operation === 'subscription';
  return isSubscription
    ? createClient({ url, credentials, headers: options.headers, retryAttempts: 0 }).iterate(request)
    : sendRequest(request, options);
}

/** Loads the schema again when the headers change, because it may require the key. */
function SchemaReload({ headers }) {
  const { introspect } = useGraphiQLActions();
  useEffect(() => {
    if (headers === null) return;
    const timer = setTimeout(introspect, 500);
    return () => clearTimeout(timer);
  }, [headers, introspect]);
}

/** The query and variables of a link of the explorer, from the fragment of the address. The browser does not send the fragment. */
function readFragment() {
  const linked = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(null, '', location.pathname);
  return { initialQuery: linked.get('query') ?? undefined, initialVariables: linked.get('variables') ?? undefined };
}

const linked = readFragment();

function Ide() {
  const [editedHeaders, setEditedHeaders] = useState(null);
  return (
    <GraphiQL
      fetcher={fetcher}
      plugins={[HISTORY_PLUGIN, explorer]}
      defaultQuery={initialQuery}
      {...linked}
      defaultHeaders={initialHeaders}
      defaultEditorToolsVisibility="headers"
      onEditHeaders={setEditedHeaders}
    >
      <GraphiQL.Toolbar>
        {({ prettify, merge, copy }) => (
          <>
            {prettify}
            {merge}
            {copy}
            <SchemaReload headers={editedHeaders} />
          </>
        )}
      </GraphiQL.Toolbar>
    </GraphiQL>
  );
}

const explorer = explorerPlugin();
createRoot(document.getElementById('ide')).render(<Ide />);
