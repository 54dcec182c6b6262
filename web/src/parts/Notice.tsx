import type { AskError } from '../data/client';
import { readKey, setKey } from '../data/session';
import { base, href } from '../route';

const advice: Record<string, string> = {
  NO_CONNECTION: 'Check that the server runs, then load the page again.',
  BN503: 'Try again in a few seconds.',
};

/** An error: its code, what happened and what to do. */
export function Fault(props: { error: AskError }) {
  const { error } = props;
  if (error.needsKey) return <KeyForm error={error} />;
  const hint =
    advice[error.code] ??
    (error.status === 429 || error.status === 503
      ? 'Wait a few seconds, then load the page again.'
      : 'Change what is asked for above, or load the page again.');
  return (
    <div class="notice fault" role="alert">
      <p>
        <b>{error.message}</b>
      </p>
      <p>
        {hint} <span class="code">{error.code}</span>
      </p>
    </div>
  );
}

/** Asks for a key, where reading needs one. */
export function KeyForm(props: { error: AskError }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setKey(String(new FormData(event.currentTarget as HTMLFormElement).get('key')).trim());
  };
  return (
    <form class="notice" onSubmit={submit}>
      <h2>This server needs a key</h2>
      <p>
        {readKey() ? 'It does not accept the key of this tab.' : 'Reading is not open to everyone here.'}{' '}
        <span class="code">{props.error.code}</span>
      </p>
      <p>
        <label for="key">Key</label>
        <input id="key" name="key" type="password" autocomplete="off" required spellcheck={false} placeholder="bn_..." />
        <button type="submit">Use this key</button>
      </p>
      <p class="quiet">
        It stays in this tab until you close it, and is sent to this server alone. Whoever runs the server gives out keys.
      </p>
    </form>
  );
}

/** What to do while nothing is loaded, at all or for the country of the address. */
export function NoData(props: { country: string; countries: readonly { code: string; name: string }[] }) {
  const others = props.countries.filter((country) => country.code !== props.country);
  if (others.length > 0)
    return (
      <div class="notice">
        <h2>Nothing is loaded for {props.country}</h2>
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
      <p>Nothing is loaded, or the first file is still being read: load this page again in a minute.</p>
      <p>Upload a publisher’s file, for example one year of the US Social Security Administration:</p>
      <pre tabindex={0}>./start.sh ingest yob2023.txt --country US</pre>
      <p>
        or drop it on the <a href={`${base}/console/upload`}>console</a>, which takes an admin key.
      </p>
    </div>
  );
}
