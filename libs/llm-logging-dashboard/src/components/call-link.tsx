import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useView } from '../view/use-view.js';
import { COUNTED, type ViewChange } from '../view/view.js';

interface CallLinkProps {
  /** Filters added to what the page looks at. */
  filters?: ViewChange;
  children: ReactNode;
  /** For those who do not see what stands around it. */
  label?: string;
}

/** Leads from a figure to the calls behind it. */
export function CallLink({ filters, children, label }: CallLinkProps) {
  const { linkTo } = useView();
  return (
    <Link href={linkTo('/calls', { ...COUNTED, ...filters })} aria-label={label}>
      {children}
    </Link>
  );
}
