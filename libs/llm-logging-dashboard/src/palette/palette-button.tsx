import { lazy, Suspense, useEffect, useState } from 'react';
import styles from './palette-button.module.css';

/** Loaded when it is first wanted. */
const Palette = lazy(async () => ({ default: (await import('./palette.js')).Palette }));

/** Opens the palette: by a click, or by ⌘K or Ctrl+K wherever one is. */
export function PaletteButton() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      // A dialog that is open would be above it.
      if (document.querySelector('dialog[open]') === null) setOpen(true);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
  return (
    <>
      <button className={styles['button']} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Go to … <kbd>⌘K</kbd>
      </button>
      {isOpen && (
        <Suspense>
          <Palette onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
