import { useMasked } from '../../api/queries.js';
import { Masked } from '../../components/masked.js';
import { EmptyState } from '../../components/states.js';

/** Where there is no message of a failed call: none failed, or nobody may read why. */
export function NoMessages() {
  if (useMasked()) return <Masked>You see how many calls failed, and which.</Masked>;
  return <EmptyState title="No call failed in this time." />;
}
