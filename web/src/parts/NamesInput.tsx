import { useState } from 'preact/hooks';
import { SearchDocument } from '../gql/graphql';
import { useAsk } from '../data/useAsk';
import { useStart } from '../data/start';

/** A list of names with a field that adds to it. */
export function NamesInput(props: { names: readonly string[]; most: number; onChange: (names: string[]) => void }) {
  const { names } = props;
  const start = useStart();
  const [text, setText] = useState('');
  const { data } = useAsk(SearchDocument, text.trim() ? { text: text.trim(), country: start.country, first: 8 } : undefined);
  const add = (event: SubmitEvent) => {
    event.preventDefault();
    const added = text
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name && !names.includes(name));
    if (added.length > 0) props.onChange([...names, ...added].slice(0, props.most));
    setText('');
  };
  return (
    <form class="names-input" onSubmit={add}>
      <label for="add-name">Add a name</label>
      <span class="row">
        <input
          id="add-name"
          list="found-names"
          value={text}
          maxLength={100}
          autocomplete="off"
          autocapitalize="words"
          spellcheck={false}
          disabled={names.length >= props.most}
          placeholder={names.length >= props.most ? `${props.most} is the most` : 'Emma'}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" disabled={names.length >= props.most}>
          Add
        </button>
      </span>
      <datalist id="found-names">
        {text && (data?.nameSearch ?? []).map((match) => <option key={match.name} value={match.name} />)}
      </datalist>
      {names.length > 0 && (
        <ul class="chips">
          {names.map((name) => (
            <li key={name}>
              {name}
              <button
                type="button"
                aria-label={`Remove ${name}`}
                onClick={() => props.onChange(names.filter((other) => other !== name))}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
    </form>
  );
}
