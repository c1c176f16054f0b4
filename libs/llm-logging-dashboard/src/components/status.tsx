import styles from './status.module.css';

const MARKS: Readonly<Record<string, [mark: string, style: string]>> = {
  success: ['●', 'good'],
  error: ['✕', 'bad'],
  timeout: ['◔', 'bad'],
  cancelled: ['○', 'muted'],
  pending: ['◌', 'warn'],
};

/** How a call ended: shown by shape and word, not by colour alone. */
export function Status({ status }: { status: string }) {
  const [mark, style] = MARKS[status] ?? ['?', 'muted'];
  return (
    <span className={`${styles['status']} ${styles[style]}`}>
      <span aria-hidden="true" className={styles['mark']}>
        {mark}
      </span>{' '}
      {status}
    </span>
  );
}
