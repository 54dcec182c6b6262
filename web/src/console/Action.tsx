import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { useConsole } from './ConsoleContext';
import type { Problem } from './mutation';

function Problems(props: { problems: readonly Problem[] }) {
  return props.problems.length === 0 ? null : (
    <div class="notice error" role="alert">
      {props.problems.map((problem) => (
        <p key={problem.code}>
          <b>{problem.message}</b> <span class="code">{problem.code}</span>
        </p>
      ))}
    </div>
  );
}

const needsAdmin = 'This action requires an admin key.';

interface ActionProps {
  label: string;
  /** The name of the mutation. A test compares the names with the schema. */
  mutation: string;
  /** The effect of the action. */
  description: ComponentChildren;
  /** Why the action is not available in the current state. */
  disabledReason?: string | undefined;
  /** A question that the user must confirm before the action runs. */
  confirm?: string | undefined;
  run: () => Promise<{ problems: readonly Problem[] }>;
}

/** A button with its effect, or the reason why it is disabled. */
export function Action(props: ActionProps) {
  const { role, refresh } = useConsole();
  const id = useId();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [isBusy, setBusy] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  const disabledReason = role === 'admin' ? props.disabledReason : needsAdmin;
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
        disabled={disabledReason !== undefined || isBusy}
        aria-describedby={id}
        data-mutation={props.mutation}
        onClick={() => (props.confirm ? dialog.current!.showModal() : void run())}
      >
        {props.label}
      </button>
      <p id={id} class="quiet">
        {disabledReason ?? props.description}
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
          Cancel
        </button>
      </div>
    </dialog>
  );
}

interface ActionFormProps {
  label: string;
  mutation: string;
  disabledReason?: string | undefined;
  /** The fields. */
  children: ComponentChildren;
  run: (values: FormData) => Promise<{ problems: readonly Problem[] }>;
}

/** A form that sends a mutation. It clears its fields only after the mutation has succeeded. */
export function ActionForm(props: ActionFormProps) {
  const { role, refresh } = useConsole();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [isBusy, setBusy] = useState(false);
  const disabledReason = role === 'admin' ? props.disabledReason : needsAdmin;
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
        <button type="submit" disabled={disabledReason !== undefined || isBusy} data-mutation={props.mutation}>
          {props.label}
        </button>
        {disabledReason && <span class="quiet">{disabledReason}</span>}
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
export function fieldText(values: FormData, name: string): string | undefined {
  return String(values.get(name) ?? '').trim() || undefined;
}
