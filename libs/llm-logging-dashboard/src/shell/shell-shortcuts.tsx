import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog } from '../components/dialog.js';
import { useShortcut, useShortcutList } from '../keyboard/shortcuts.js';
import { ROUTES } from '../routes.js';
import { navigate } from '../routing/hash-location.js';
import { tick } from '../view/clock.js';
import { useView } from '../view/use-view.js';
import styles from './shell-shortcuts.module.css';

/** The keys that work on every page, and the help that lists all. */
export function ShellShortcuts() {
  const [helps, setHelps] = useState(false);
  const client = useQueryClient();
  useShortcut('?', 'Show the keys', () => setHelps(true));
  useShortcut('r', 'Refresh', () => {
    tick();
    void client.invalidateQueries();
  });
  return (
    <>
      {ROUTES.map(
        ({ path, menu }) => menu !== undefined && <GoTo key={path} path={path} label={menu.label} letter={menu.key} />,
      )}
      {helps && <Help onClose={() => setHelps(false)} />}
    </>
  );
}

function GoTo({ path, label, letter }: { path: string; label: string; letter: string }) {
  const { linkTo } = useView();
  useShortcut(`g ${letter}`, `Go to ${label}`, () => navigate(linkTo(path)));
  return null;
}

function Help({ onClose }: { onClose: () => void }) {
  const shortcuts = useShortcutList();
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl className={styles['keys']}>
        {shortcuts().map(({ keys, label }) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
