/** What the health report knows of partitions. */
export interface PartitionOutlook {
  /** The first time that there is no partition for; null until it is known. */
  readonly end: Date | null;
  /** Whether they end so soon that someone should see to it. */
  readonly isShort: boolean;
}

/** Token of the {@link PartitionOutlook}. */
export const PartitionOutlook = Symbol('PartitionOutlook');
