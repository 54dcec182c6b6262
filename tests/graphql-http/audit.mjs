// Runs the audit of GraphQL over HTTP against the address given. One line of output for each check: its outcome (ok,
// notice, warn or error), its id, what it asks for and, if it is not ok, why.
import { serverAudits } from 'graphql-http';

const [url] = process.argv.slice(2);
for (const audit of serverAudits({ url })) {
  const result = await audit.fn();
  const why = result.status === 'ok' ? '' : ` (${result.reason})`;
  console.log(`${result.status} ${audit.id} ${audit.name}${why}`);
}
