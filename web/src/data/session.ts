// The API key of this browser tab. It is sent as a header and is never part of an address.
const storageKey = 'babynames-key';
const listeners = new Set<() => void>();

export function readKey(): string {
  return sessionStorage.getItem(storageKey) ?? '';
}

export function setKey(key: string): void {
  if (key) sessionStorage.setItem(storageKey, key);
  else sessionStorage.removeItem(storageKey);
  for (const listener of listeners) listener();
}

export function onKeyChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
