import {
  createSortedRowModel,
  rowSortingFeature,
  sortFns,
  tableFeatures,
  useTable,
  type ColumnDef,
} from '@tanstack/react-table';
import type { ReactNode } from 'react';
import styles from './data-table.module.css';

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel(), sortFns });

export interface Column<Row> {
  id: string;
  header: string;
  /** What it is sorted by. */
  value: (row: Row) => string | number | null | undefined;
  /** What is shown; without it the value. */
  cell?: (row: Row) => ReactNode;
  /** Stands at the right, as digits do. */
  numeric?: boolean;
  /** Says by itself what it is, such as buttons: a card has no label for it. */
  bare?: true;
  /** What all rows add up to, at the foot. */
  total?: ReactNode;
}

interface DataTableProps<Row> {
  /** What the table shows, for those who do not see what stands around it. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Sorted by at first, largest first; without it in the order given. */
  sortBy?: string;
  /** Of what the totals are, where not of all there is. */
  totalOf?: string;
}

/** A table of some dozens of rows, to be sorted by its columns. Pass `columns` from outside of the component. */
export function DataTable<Row extends object>({
  caption,
  columns,
  rows,
  rowKey,
  sortBy,
  totalOf,
}: DataTableProps<Row>) {
  const table = useTable({
    features,
    columns: columns.map((column): ColumnDef<typeof features, Row> => ({
      id: column.id,
      header: column.header,
      // Undefined is sorted last whichever way.
      accessorFn: (row) => column.value(row) ?? undefined,
      sortUndefined: 'last',
      sortDescFirst: column.numeric === true,
    })),
    data: rows,
    getRowId: rowKey,
    initialState: { sorting: sortBy === undefined ? [] : [{ id: sortBy, desc: true }] },
  });
  const first = columns.find((column) => column.numeric === true);
  const byId = new Map(columns.map((column) => [column.id, column]));
  return (
    // A table wider than the screen scrolls by itself, also by keyboard.
    <div className={styles['scroll']} role="region" aria-label={caption} tabIndex={0}>
      <table className={styles['table']} role="table">
        <caption className="visually-hidden">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {table.getFlatHeaders().map(({ id, column }) => (
              <th
                key={id}
                role="columnheader"
                scope="col"
                aria-sort={ARIA_SORT[String(column.getIsSorted())]}
                className={numeric(byId.get(id))}
              >
                <button className={styles['sort']} onClick={column.getToggleSortingHandler()}>
                  {byId.get(id)!.header}
                  <span aria-hidden="true" className={styles['mark']}>
                    {MARKS[String(column.getIsSorted())]}
                  </span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id} role="row">
              {columns.map((column, place) => (
                <td
                  key={column.id}
                  role="cell"
                  className={numeric(column)}
                  data-label={place === 0 || column.bare ? undefined : column.header}
                  data-first={column === first ? true : undefined}
                >
                  {column.cell === undefined ? column.value(row.original) : column.cell(row.original)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {rows.length > 1 && columns.some(({ total }) => total !== undefined) && (
          <Foot columns={columns} title={totalOf ?? 'Total'} />
        )}
      </table>
    </div>
  );
}

function Foot<Row>({ columns, title }: { columns: readonly Column<Row>[]; title: string }) {
  return (
    <tfoot role="rowgroup">
      <tr role="row">
        {columns.map((column, place) => (
          <td
            key={column.id}
            role="cell"
            className={numeric(column)}
            data-label={place === 0 ? undefined : column.header}
          >
            {place === 0 ? title : column.total}
          </td>
        ))}
      </tr>
    </tfoot>
  );
}

const ARIA_SORT: Readonly<Record<string, 'ascending' | 'descending' | 'none'>> = {
  asc: 'ascending',
  desc: 'descending',
  false: 'none',
};
const MARKS: Readonly<Record<string, string>> = { asc: '↑', desc: '↓', false: '' };

function numeric(column?: { numeric?: boolean }): string | undefined {
  return column?.numeric === true ? styles['numeric'] : undefined;
}
