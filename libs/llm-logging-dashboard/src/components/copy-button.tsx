import { useState } from 'react';

/** Puts a text on the clipboard. */
export function CopyButton({ text, label = 'Copy' }: { text: string | (() => string); label?: string }) {
  const [done, setDone] = useState('');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text());
      setDone('Copied');
    } catch {
      // Without https, or where the browser refuses.
      setDone('Not allowed');
    }
    setTimeout(() => setDone(''), 2_000);
  };
  return (
    <button onClick={() => void copy()}>
      <span aria-live="polite">{done || label}</span>
    </button>
  );
}
