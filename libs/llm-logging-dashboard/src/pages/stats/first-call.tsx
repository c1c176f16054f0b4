import { useStats } from '../../api/queries.js';
import { CopyButton } from '../../components/copy-button.js';
import styles from './first-call.module.css';

const SNIPPET = `import { LogLlmCall } from 'nestjs-llm-logging';

@Injectable()
export class ChatService {
  @LogLlmCall({ callType: 'chat' })
  reply(question: string) {
    return this.openai.chat.completions.create({
      model: 'gpt-4o-mini',
      messages: [{ role: 'user', content: question }],
    });
  }
}`;

/** What to do while nothing is logged yet: as long as neither this time nor any before has a call. */
export function FirstCall() {
  const { data } = useStats('stats/comparison');
  if (data === undefined || data.comparable || data.current.totalCalls + data.previous.totalCalls > 0) return null;
  return (
    <section className={styles['first']} aria-label="First call">
      <h2>No call is logged yet.</h2>
      <p>Annotate a method that calls a model. Its next call appears here.</p>
      <div className={styles['code']} tabIndex={0} role="region" aria-label="Code">
        <pre>{SNIPPET}</pre>
        <CopyButton text={SNIPPET} />
      </div>
      <p>
        Other ways are in <code>docs/capture.md</code> of the package: a client of one’s own, OpenTelemetry, or{' '}
        <code>capture.auto</code>.
      </p>
    </section>
  );
}
