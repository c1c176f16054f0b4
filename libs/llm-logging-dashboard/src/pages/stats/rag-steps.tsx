import { Link } from 'wouter';
import type { StatsAnswer } from '../../api/answers.js';
import { colourScale } from '../../charts/colour-scale.js';
import { Swatch } from '../../charts/swatch.js';
import { count, duration, percent, share } from '../../format/numbers.js';
import { costText } from './cost-text.js';
import { FAILED, slower } from './call-filters.js';
import styles from './stats.module.css';
import { useChartLinks } from './use-charts.js';

type Step = StatsAnswer<'stats/rag'>['steps'][number];

/** The steps in their order: shares of the time as one bar, and the figures of each. */
export function RagSteps({ steps }: { steps: readonly Step[] }) {
  const colourOf = colourScale(steps.map(({ callType }) => callType));
  return (
    <div className={styles['rag']}>
      <div className={styles['steps']} aria-hidden="true">
        {steps.map(({ callType, shareOfTime }) => (
          <span
            key={callType}
            className={styles['step']}
            style={{ width: `${(shareOfTime ?? 0) * 100}%`, background: `var(${colourOf(callType)})` }}
            title={`${callType}: ${percent(shareOfTime)}`}
          />
        ))}
      </div>
      <ol className={styles['stepList']}>
        {steps.map((step) => (
          <li key={step.callType} className={styles['stepCard']}>
            <h3>
              <Swatch colour={colourOf(step.callType)} /> {step.callType}
            </h3>
            <StepFigures step={step} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function StepFigures({ step }: { step: Step }) {
  const { callsOf } = useChartLinks();
  const callType = [step.callType];
  return (
    <dl>
      <dt>Success rate</dt>
      <dd>
        <Link href={callsOf({ callType, status: ['success'] })}>{share(step.successRate)}</Link>
      </dd>
      <dt>Calls</dt>
      <dd>
        <Link href={callsOf({ callType })}>{count(step.totalCalls)}</Link>
      </dd>
      <dt>Failed</dt>
      <dd>
        <Link
          className={step.failedCalls > 0 ? styles['failed'] : undefined}
          href={callsOf({ callType, status: FAILED })}
        >
          {count(step.failedCalls)}
        </Link>
      </dd>
      <dt>Share of time</dt>
      <dd>
        <Link href={callsOf({ callType })}>{share(step.shareOfTime)}</Link>
      </dd>
      <dt>p50</dt>
      <dd>
        <Link href={callsOf({ callType, ...slower(step.p50LatencyMs) })}>{duration(step.p50LatencyMs)}</Link>
      </dd>
      <dt>p95</dt>
      <dd>
        <Link href={callsOf({ callType, ...slower(step.p95LatencyMs) })}>{duration(step.p95LatencyMs)}</Link>
      </dd>
      <dt>Cost</dt>
      <dd>
        <Link href={callsOf({ callType })}>{costText(step)}</Link>
      </dd>
    </dl>
  );
}
