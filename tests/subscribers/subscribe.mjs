// Runs one operation and writes a line of JSON for each answer, then one with how it ended.
// usage: node subscribe.mjs sse|ws URL KEY|'' QUERY [VARIABLES]
import { createClient as overEvents } from 'graphql-sse';
import { createClient as overWebSocket } from 'graphql-ws';
import WebSocket from 'ws';

const [protocol, url, key, query, variables] = process.argv.slice(2);
const authorization = key ? { Authorization: `Bearer ${key}` } : {};
const client = protocol === 'sse'
  ? overEvents({ url, headers: authorization, retryAttempts: 0 })
  : overWebSocket({ url: url.replace(/^http/, 'ws'), webSocketImpl: WebSocket, connectionParams: authorization, retryAttempts: 0 });
const write = (line) => console.log(JSON.stringify(line));

client.subscribe({ query, variables: variables && JSON.parse(variables) }, {
  next: write,
  error: (error) => {
    write({ failed: Array.isArray(error) ? error : error.message || error.reason, code: error.code });
    process.exit(0);
  },
  complete: () => {
    write({ complete: true });
    process.exit(0);
  },
});
