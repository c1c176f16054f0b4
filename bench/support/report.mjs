const OURS = 'nestjs-llm-logging';

/** The median of each figure over the rounds. */
export function summarise(runs) {
  const names = [...new Set(runs.map(({ contestant }) => contestant))];
  return new Map(
    names.map((name) => {
      const own = runs.filter(({ contestant }) => contestant === name);
      const of = (key) => median(own.map((run) => run[key]));
      return [
        name,
        {
          cpuPerCall: of('cpuPerCall'),
          acceptedPerMs: of('acceptedPerMs'),
          committedPerMs: of('committedPerMs'),
          arrived: Math.min(...own.map((run) => run.arrived)),
        },
      ];
    }),
  );
}

/** CPU that a call with its journal may take in any case, in µs. */
const CPU_GOAL_US = 30;

export function goalsOf(summary) {
  const [ours, copy, typeorm, langfuse] = [OURS, 'raw-copy', 'typeorm-save-per-call', 'langfuse-large-queue'].map(
    (name) => summary.get(name),
  );
  const cpuToLangfuse = ours.cpuPerCall / langfuse.cpuPerCall;
  const cpuToTypeorm = ours.cpuPerCall / typeorm.cpuPerCall;
  const rateToCopy = ours.committedPerMs / copy.committedPerMs;
  return [
    {
      goal: 'CPU per call, to Langfuse where all of its calls arrive',
      figure: `${cpuToLangfuse.toFixed(2)}×`,
      wanted: `at most 1×, or ${CPU_GOAL_US} µs`,
      reached: cpuToLangfuse <= 1 || ours.cpuPerCall <= CPU_GOAL_US,
    },
    {
      goal: 'CPU per call, to one TypeORM save',
      figure: `${cpuToTypeorm.toFixed(2)}×`,
      wanted: 'under 0.20×',
      reached: cpuToTypeorm < 0.2,
    },
    {
      goal: 'calls committed per second, to raw COPY',
      figure: percent(rateToCopy),
      wanted: 'at least 75 %',
      reached: rateToCopy >= 0.75,
    },
  ];
}

/** Pauses of the event loop: what logging adds to the same load without it. */
export function delayGoals(delays) {
  const added = (percentile) => median(delays.map(({ logged, plain }) => logged[percentile] - plain[percentile]));
  const ratio = median(delays.map(({ logged, plain }) => logged.p99 / plain.p99));
  return [
    {
      goal: 'event-loop delay p99 at 1,000 calls/s of 20 KB, to the same load without logging',
      figure: `${ratio.toFixed(2)}×`,
      wanted: 'at most 5 ms more',
      reached: added('p99') <= 5,
    },
  ];
}

export function printTable(summary, load, goals) {
  const ours = summary.get(OURS);
  const copy = summary.get('raw-copy');
  console.log(
    `\n${load.calls} calls in bursts of ${load.burst}, ${load.bytes} bytes of text each. CPU: Node process, ${OURS} = 1. Rates: raw COPY = 100 %.\n`,
  );
  console.log(
    '| contestant | CPU per call | accepted per second | committed per second | arrived complete |\n|---|---|---|---|---|',
  );
  for (const [name, { cpuPerCall, acceptedPerMs, committedPerMs, arrived }] of summary) {
    const rates = [acceptedPerMs, committedPerMs].map((rate) => percent(rate / copy.committedPerMs));
    console.log(
      `| ${name} | ${(cpuPerCall / ours.cpuPerCall).toFixed(2)}× | ${rates.join(' | ')} | ${arrived} of ${load.calls} |`,
    );
  }
  console.log('\n| goal | figure | wanted | |\n|---|---|---|---|');
  for (const { goal, figure, wanted, reached } of goals)
    console.log(`| ${goal} | ${figure} | ${wanted} | ${reached ? 'reached' : 'missed'} |`);
  console.log(
    `| calls that are complete rows | ${ours.arrived} of ${load.calls} | all | ${ours.arrived === load.calls ? 'reached' : 'missed'} |`,
  );
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

function percent(share) {
  return `${(share * 100).toFixed(0)} %`;
}
