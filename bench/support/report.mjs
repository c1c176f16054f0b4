const OURS = 'nestjs-llm-logging';
const COPY = 'raw-copy';

/** CPU that a call with its journal may take in any case, in µs. */
const CPU_GOAL_US = 30;

/** @param runs of each round, by contestant. */
export function goalsOf(runs) {
  const cpuToLangfuse = ratio(runs, 'cpuPerCall', OURS, 'langfuse-large-queue');
  const cpuToTypeorm = ratio(runs, 'cpuPerCall', OURS, 'typeorm-save-per-call');
  const rateToCopy = ratio(runs, 'committedPerMs', OURS, COPY);
  const cpuPerCall = median(runs.map((round) => round.get(OURS).cpuPerCall));
  return [
    {
      goal: 'CPU per call, to Langfuse where all of its calls arrive',
      figure: `${cpuToLangfuse.toFixed(2)}×`,
      wanted: `at most 1×, or ${CPU_GOAL_US} µs`,
      reached: cpuToLangfuse <= 1 || cpuPerCall <= CPU_GOAL_US,
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
  const toPlain = median(delays.map(({ logged, plain }) => logged.p99 / plain.p99));
  return [
    {
      goal: 'event-loop delay p99 at 1,000 calls/s of 20 KB, to the same load without logging',
      figure: `${toPlain.toFixed(2)}×`,
      wanted: 'at most 5 ms more',
      reached: added('p99') <= 5,
    },
  ];
}

export function printTable(names, runs, load, goals) {
  console.log(
    `\n${load.calls} calls in bursts of ${load.burst}, ${load.bytes} bytes of text each. CPU: Node process, ${OURS} = 1. Rates: raw COPY = 100 %.\n`,
  );
  console.log(
    '| contestant | CPU per call | accepted per second | committed per second | arrived complete |\n|---|---|---|---|---|',
  );
  for (const name of names) {
    const cpu = ratio(runs, 'cpuPerCall', name, OURS).toFixed(2);
    const accepted = median(runs.map((round) => round.get(name).acceptedPerMs / round.get(COPY).committedPerMs));
    const committed = ratio(runs, 'committedPerMs', name, COPY);
    console.log(
      `| ${name} | ${cpu}× | ${percent(accepted)} | ${percent(committed)} | ${arrivedOf(runs, name)} of ${load.calls} |`,
    );
  }
  console.log('\n| goal | figure | wanted | |\n|---|---|---|---|');
  for (const { goal, figure, wanted, reached } of goals)
    console.log(`| ${goal} | ${figure} | ${wanted} | ${reached ? 'reached' : 'missed'} |`);
  const arrived = arrivedOf(runs, OURS);
  console.log(
    `| calls that are complete rows | ${arrived} of ${load.calls} | all | ${arrived === load.calls ? 'reached' : 'missed'} |`,
  );
}

/** A figure of one to that of another, each time in the same round: the median of the rounds. */
function ratio(runs, figure, one, other) {
  return median(runs.map((round) => round.get(one)[figure] / round.get(other)[figure]));
}

/** In the round in which fewest did. */
function arrivedOf(runs, name) {
  return Math.min(...runs.map((round) => round.get(name).arrived));
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

function percent(share) {
  return `${(share * 100).toFixed(0)} %`;
}
