import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { AskError, askNow } from '../data/client';
import type { TypedDocumentString } from '../gql/graphql';
import { useLive } from './live';

/** Why an action failed. */
export interface Problem {
  code: string;
  message: string;
  datasetId?: string;
}

interface Payload {
  errors?: readonly Problem[] | null;
}

export interface Result<P> {
  payload?: P | undefined;
  problems: readonly Problem[];
}

/** What the one field of a mutation returns. */
type PayloadOf<T> = Extract<T[keyof T], object>;

/** Sends a mutation. What the server refuses, and what fails on the way, are problems. */
export async function mutate<T extends object, V>(
  document: TypedDocumentString<T, V>,
  variables: V,
): Promise<Result<PayloadOf<T>>> {
  try {
    return resultOf((await askNow(document, variables)) as T);
  } catch (error) {
    return { problems: [problemOf(error)] };
  }
}

export function resultOf<T extends object>(data: T): Result<PayloadOf<T>> {
  const [payload] = Object.values(data) as PayloadOf<T>[];
  return { payload, problems: (payload as Payload).errors ?? [] };
}

export function problemOf(error: unknown): Problem {
  return error instanceof AskError ? { code: error.code, message: error.message } : { code: 'CONSOLE', message: String(error) };
}

export function Problems(props: { problems: readonly Problem[] }) {
  return props.problems.length === 0 ? null : (
    <div class="notice fault" role="alert">
      {props.problems.map((problem) => (
        <p key={problem.code}>
          <b>{problem.message}</b> <span class="code">{problem.code}</span>
        </p>
      ))}
    </div>
  );
}

export const adminOnly = 'This key is a viewer’s. An admin key may do this.';

interface ActionProps {
  label: string;
  /** Name of the mutation. */
  mutation: string;
  /** What it does. */
  explain: ComponentChildren;
  /** Why the state forbids it. */
  why?: string | undefined;
  /** What will happen, asked once before it does. */
  confirm?: string | undefined;
  run: () => Promise<{ problems: readonly Problem[] }>;
}

/** A button, what it does, or why it may not be used now. */
export function Action(props: ActionProps) {
  const { role, refresh } = useLive();
  const id = useId();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [isBusy, setBusy] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  const why = role === 'admin' ? props.why : adminOnly;
  const run = async () => {
    setBusy(true);
    const result = await props.run();
    setProblems(result.problems);
    setBusy(false);
    refresh();
  };
  return (
    <div class="action">
      <button
        type="button"
        disabled={why !== undefined || isBusy}
        aria-describedby={id}
        data-mutation={props.mutation}
        onClick={() => (props.confirm ? dialog.current!.showModal() : void run())}
      >
        {props.label}
      </button>
      <p id={id} class="quiet">
        {why ?? props.explain}
      </p>
      <Problems problems={problems} />
      {props.confirm && <Confirm dialog={dialog} label={props.label} text={props.confirm} run={() => void run()} />}
    </div>
  );
}

function Confirm(props: { dialog: { current: HTMLDialogElement | null }; label: string; text: string; run: () => void }) {
  const id = useId();
  const close = () => props.dialog.current!.close();
  return (
    <dialog ref={props.dialog} aria-labelledby={id}>
      <p id={id}>{props.text}</p>
      <div class="buttons">
        <button type="submit" onClick={() => (close(), props.run())}>
          {props.label}
        </button>
        <button type="button" autofocus onClick={close}>
          Keep as it is
        </button>
      </div>
    </dialog>
  );
}

interface ActionFormProps {
  label: string;
  mutation: string;
  why?: string | undefined;
  /** Fields. */
  children: ComponentChildren;
  run: (values: FormData) => Promise<{ problems: readonly Problem[] }>;
}

/** A form that sends a mutation. Its fields keep what was typed until that has succeeded. */
export function ActionForm(props: ActionFormProps) {
  const { role, refresh } = useLive();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [isBusy, setBusy] = useState(false);
  const why = role === 'admin' ? props.why : adminOnly;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    setBusy(true);
    const result = await props.run(new FormData(form));
    setBusy(false);
    setProblems(result.problems);
    if (result.problems.length === 0) form.reset();
    refresh();
  };
  return (
    <form class="fields" onSubmit={(event) => void submit(event)}>
      {props.children}
      <div class="buttons">
        <button type="submit" disabled={why !== undefined || isBusy} data-mutation={props.mutation}>
          {props.label}
        </button>
        {why && <span class="quiet">{why}</span>}
      </div>
      <Problems problems={problems} />
    </form>
  );
}

export function Field(props: { label: string; hint?: string; children: ComponentChildren }) {
  return (
    <label class="field">
      <span>{props.label}</span>
      {props.children}
      {props.hint && <small>{props.hint}</small>}
    </label>
  );
}

/** The text of a field; undefined if it is empty. */
export function textOf(values: FormData, name: string): string | undefined {
  return String(values.get(name) ?? '').trim() || undefined;
}
