import { ALWAYS_STORED, CALL_COLUMNS, CALL_MEMBERS, type CallMember, type StoredCall } from 'llm-exchange/call';
import { Column, type ColumnOptions, type ColumnType, CreateDateColumn, PrimaryColumn } from 'typeorm';

/** PostgreSQL's `numeric` arrives as text. */
const numeric = {
  to: (value: number | null) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};

/** Maps the columns of a call for TypeORM, as the list of members has them. */
export function mapColumns(entity: StoredCall): void {
  PrimaryColumn('uuid')(entity, 'id');
  for (const member of CALL_MEMBERS) if (member !== 'id') Column(columnOf(member))(entity, member);
  CreateDateColumn({ type: 'timestamptz', name: 'created_at' })(entity, 'createdAt');
}

function columnOf(member: CallMember): ColumnOptions {
  const { column, type: whole } = CALL_COLUMNS[member];
  const [, type, precision, scale, list] = /^([a-z ]+)(?:\((\d+),(\d+)\))?(\[\])?$/.exec(whole)!;
  return {
    name: column,
    type: type as ColumnType,
    nullable: !ALWAYS_STORED.includes(member),
    ...(list !== undefined && { array: true }),
    ...(type === 'numeric' && { precision: Number(precision), scale: Number(scale), transformer: numeric }),
  };
}
