import type { RequestError } from '../data/client';
import { readKey, setKey } from '../data/session';
import { base, href } from '../route';

const advice: Record<string, string> = {
  NO_CONNECTION: 'Check that the server is running, then reload the page.',
  BN503: 'Try again in a few seconds.',
};

/** An error with its code and what the user can do. */
export function ErrorNotice(props: { error: RequestError }) {
  const { error } = props;
  if (error.needsKey) return <KeyForm error={error} />;
  const hint =
    advice[error.code] ??
    (error.status === 429 || error.status === 503
      ? 'Wait a few seconds, then reload the page.'
      : 'Change the selection above or reload the page.');
  return (
    <div class="notice error" role="alert">
      <p>
        <b>{error.message}</b>
      </p>
      <p>
        {hint} <span class="code">{error.code}</span>
      </p>
    </div>
  );
}

/** Asks for a key if the server requires one to read. */
export function KeyForm(props: { error: RequestError }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setKey(String(new FormData(event.currentTarget as HTMLFormElement).get('key')).trim());
  };
  return (
    <form class="notice" onSubmit={submit}>
      <h2>This server requires a key</h2>
      <p>
        {readKey() ? 'The server does not accept this key.' : 'Sign in with a key to read the figures.'}{' '}
        <span class="code">{props.error.code}</span>
      </p>
      <p>
        <label for="key">Key</label>
        <input id="key" name="key" type="password" autocomplete="off" required spellcheck={false} placeholder="bn_..." />
        <button type="submit">Sign in</button>
      </p>
      <p class="quiet">
        The key is stored in this browser tab until you close it, and is sent only to this server. The operator of the server
        issues keys.
      </p>
    </form>
  );
}

/** What the user can do if no data are loaded, or none for the selected country. */
export function NoData(props: { country: string; countries: readonly { code: string; name: string }[] }) {
  const others = props.countries.filter((country) => country.code !== props.country);
  if (others.length > 0)
    return (
      <div class="notice">
        <h2>No data for {props.country}</h2>
        <p>
          Choose a country:{' '}
          {others.map((country, i) => (
            <>
              {i > 0 && ', '}
              <a href={href('/', { country: country.code })}>{country.name}</a>
            </>
          ))}
          .
        </p>
      </div>
    );
  return (
    <div class="notice">
      <h2>No data yet</h2>
      <p>No file is loaded, or the first file is still being read. Reload this page in a minute.</p>
      <p>Upload a publisher’s file, for example one year of the US Social Security Administration:</p>
      <pre tabindex={0}>babynames ingest yob2023.txt --country US</pre>
      <p>
        You can also upload it in the <a href={`${base}/console/upload`}>console</a> with an admin key.
      </p>
    </div>
  );
}
