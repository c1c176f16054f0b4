import { useEffect, type ReactNode } from 'react';
import { FaultBanner } from './fault-banner.js';
import styles from './page.module.css';
import { HasBanner } from './use-fault.js';

interface PageProps {
  title: string;
  /** Beside the title. */
  actions?: ReactNode;
  /** Between the title and the parts. */
  below?: ReactNode;
  children: ReactNode;
}

/** A page: its heading, and its parts one below the other. */
export function Page({ title, actions, below, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} – LLM calls`;
  }, [title]);
  return (
    <div className={styles['page']}>
      <header className={styles['header']}>
        <h1>{title}</h1>
        {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
      </header>
      {below}
      <FaultBanner />
      <HasBanner value>{children}</HasBanner>
    </div>
  );
}

/** Parts side by side where there is room. */
export function Columns({ children }: { children: ReactNode }) {
  return <div className={styles['columns']}>{children}</div>;
}
