import { useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { Dialog } from '../components/dialog.js';
import { forgetView, saveView, useSavedViews } from '../view/saved-views.js';
import styles from './views-menu.module.css';
import { SummaryExport } from './summary-export.js';

/** Views that were saved, saving this one, and its figures as a file. */
export function ViewsMenu() {
  const [isOpen, setOpen] = useState(false);
  const views = useSavedViews();
  return (
    <>
      <button onClick={() => setOpen(true)}>{views.length === 0 ? 'Save or export' : `Views (${views.length})`}</button>
      {isOpen && <Views onClose={() => setOpen(false)} />}
    </>
  );
}

function Views({ onClose }: { onClose: () => void }) {
  const views = useSavedViews();
  const [path] = useLocation();
  const query = useSearch();
  const [name, setName] = useState('');
  return (
    <Dialog title="Views and export" onClose={onClose}>
      <div className={styles['content']}>
        <form
          className={styles['line']}
          onSubmit={(event) => {
            event.preventDefault();
            saveView({ name: name.trim(), href: query === '' ? path : `${path}?${query}` });
            setName('');
          }}
        >
          <label>
            Save this view as <input required value={name} onChange={({ target }) => setName(target.value)} />
          </label>
          <button type="submit">Save</button>
        </form>
        {views.length > 0 && (
          <ul className={styles['views']} aria-label="Saved views">
            {views.map((view) => (
              <li key={view.name}>
                <Link href={view.href} onClick={onClose}>
                  <bdi>{view.name}</bdi>
                </Link>
                <button aria-label={`Remove the view ${view.name}`} onClick={() => forgetView(view.name)}>
                  Remove
                </button>
              </li>
            ))}
          </ul>
        )}
        <SummaryExport />
      </div>
    </Dialog>
  );
}
