import styles from './chip.module.css';

interface ChipProps {
  /** What it filters by. */
  name: string;
  value: string;
  onRemove: () => void;
}

/** A filter that is set, and how to take it away. */
export function Chip({ name, value, onRemove }: ChipProps) {
  return (
    <span className={styles['chip']}>
      <span className={styles['name']}>{name}</span>
      <bdi className={styles['value']} title={value}>
        {value}
      </bdi>
      <button className={styles['remove']} onClick={onRemove} aria-label={`Remove filter ${name} ${value}`}>
        ×
      </button>
    </span>
  );
}
