import styles from './chip.module.css';

interface ChipProps {
  /** What it filters by. */
  name: string;
  value: string;
  onRemove: () => void;
}

/** A filter that is set, and how to take it away. */
export function Chip({ name, value, onRemove }: ChipProps) {
  const isNegated = value.length > 1 && value.startsWith('-');
  const shown = value === '-*' ? 'none' : isNegated ? value.slice(1) : value;
  return (
    <span className={styles['chip']}>
      <span className={styles['name']}>{isNegated && value !== '-*' ? `${name} not` : name}</span>
      <bdi className={styles['value']} title={shown}>
        {shown}
      </bdi>
      <button className={styles['remove']} onClick={onRemove} aria-label={`Remove filter ${name} ${value}`}>
        ×
      </button>
    </span>
  );
}
