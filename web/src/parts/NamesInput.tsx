import { useState } from 'preact/hooks';
import { useCountry } from '../data/country';
import { useQuery } from '../data/useQuery';
import { SearchDocument } from '../gql/graphql';

/** A list of names with a field that adds names, separated by commas. */
export function NamesInput(props: { names: readonly string[]; maxNames: number; onChange: (names: string[]) => void }) {
  const { names } = props;
  const country = useCountry();
  const [text, setText] = useState('');
  const { data } = useQuery(SearchDocument, text.trim() ? { text: text.trim(), country: country.code, first: 8 } : undefined);
  const add = (event: SubmitEvent) => {
    event.preventDefault();
    const added = text
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name && !names.includes(name));
    if (added.length > 0) props.onChange([...names, ...added].slice(0, props.maxNames));
    setText('');
  };
  return (
    <form class="names-input" onSubmit={add}>
      <label for="add-name">Add a name</label>
      <span class="row">
        <input
          id="add-name"
          list="name-suggestions"
          value={text}
          maxLength={100}
          autocomplete="off"
          autocapitalize="words"
          spellcheck={false}
          disabled={names.length >= props.maxNames}
          placeholder={names.length >= props.maxNames ? `Maximum of ${props.maxNames} names` : 'Emma'}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" disabled={names.length >= props.maxNames}>
          Add
        </button>
      </span>
      <datalist id="name-suggestions">
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
