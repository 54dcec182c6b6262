// The key of this tab. It is sent as a header, and never part of an address.
const slot = 'babynames-key';
const listeners = new Set<() => void>();

export function readKey(): string {
  return sessionStorage.getItem(slot) ?? '';
}

export function setKey(key: string): void {
  if (key) sessionStorage.setItem(slot, key);
  else sessionStorage.removeItem(slot);
  for (const listener of listeners) listener();
}

export function onKeyChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
