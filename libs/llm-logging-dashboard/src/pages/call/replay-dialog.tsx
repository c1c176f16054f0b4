import { useMutation } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Call, Replay } from '../../api/answers.js';
import { request } from '../../api/request.js';
import { Dialog } from '../../components/dialog.js';
import { ErrorState, Loading } from '../../components/states.js';
import { JsonView } from '../../texts/json-view.js';
import { RawText } from '../../texts/long-text.js';
import styles from './dialogs.module.css';

/** Makes the application ask again, once it is confirmed, and shows what came of it. */
export function ReplayDialog({ call, onClose }: { call: Call; onClose: () => void }) {
  const replay = useMutation({
    mutationFn: () => request<Replay>(`calls/${encodeURIComponent(call.id)}/replay`, {}, { method: 'POST' }),
    retry: false,
  });
  return (
    <Dialog title="Replay" onClose={onClose}>
      <div className={styles['content']} aria-live="polite">
        {replay.isIdle && (
          <>
            <p>
              The application asks {call.provider ?? 'the provider'} for{' '}
              {call.requestModel ?? call.model ?? 'the model'} again, by its own replay handler. That may cost about as
              much as this call did, and do what the handler does.
            </p>
            <div className={styles['buttons']}>
              <button onClick={onClose}>Cancel</button>
              <button className={styles['primary']} onClick={() => replay.mutate()}>
                Replay now
              </button>
            </div>
          </>
        )}
        {replay.isPending && <Loading what="Replaying" />}
        {replay.isError && <ErrorState error={replay.error} retry={() => replay.mutate()} />}
        {replay.isSuccess && <Outcome {...replay.data} />}
      </div>
    </Dialog>
  );
}

function Outcome({ callId, result }: Replay) {
  return (
    <>
      <p>{callId === null ? 'Replayed.' : <Link href={`/calls/${callId}`}>Replayed as a new call</Link>}</p>
      <div className={styles['text']} tabIndex={0} role="region" aria-label="Result">
        {typeof result === 'string' ? <RawText text={result} /> : <JsonView value={result} />}
      </div>
    </>
  );
}
