import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { RequestError } from '../data/client';
import { ErrorNotice } from '../parts/Notices';

/** The frame of each screen: title, heading, error and content. */
export function Page(props: { title: string; error?: RequestError | undefined; children?: ComponentChildren }) {
  useEffect(() => {
    document.title = `${props.title} · BabyNames console`;
  }, [props.title]);
  const needsAdmin = props.error?.code === 'AUTH_NOT_AUTHORIZED';
  return (
    <div class="view">
      <h1 tabindex={-1}>{props.title}</h1>
      {needsAdmin ? (
        <div class="notice">
          <p>This page requires an admin key. Sign out and sign in with an admin key.</p>
        </div>
      ) : (
        props.error && <ErrorNotice error={props.error} />
      )}
      {props.children}
    </div>
  );
}
