import styles from './kind-icon.module.css';

/** Of what is not a call of a model: 16 px, drawn with a stroke of 1.5. */
const PATHS: Readonly<Record<string, string>> = {
  step: 'M5 3.5H3.5v9H5M11 3.5h1.5v9H11',
  tool: 'M9.8 3.2a3 3 0 0 0-3.6 4.1L3 10.5 5.5 13l3.2-3.2a3 3 0 0 0 4.1-3.6L11 8 8 5z',
  retrieval: 'M7 11.5a4.5 4.5 0 1 1 0-9 4.5 4.5 0 0 1 0 9zM10.3 10.3 13.5 13.5',
  agent: 'M8 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3 13.5c.6-2.6 2.4-4 5-4s4.4 1.4 5 4',
};

/** What a record is of, by a sign with its word. */
export function KindIcon({ kind }: { kind: string }) {
  const path = PATHS[kind];
  if (path === undefined) return null;
  return (
    <span className={styles['icon']} title={kind}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d={path} />
      </svg>
      <span className="visually-hidden">{kind} </span>
    </span>
  );
}
