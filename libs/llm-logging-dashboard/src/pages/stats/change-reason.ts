/** What calls of one name add up to. */
export interface Spent {
  totalCost: number;
  totalCalls: number;
  promptTokens: number;
  completionTokens: number;
}

/** Below it a difference is no reason. */
const NOTABLE = 0.1;

/** Why a cost moved: by how many calls there were, or by what one of them costs, and of that, by how much it reads or writes. */
export function changeReason(before: Spent, now: Spent): string {
  if (before.totalCalls === 0) return 'new';
  if (now.totalCalls === 0) return 'gone';
  const perCall = ({ totalCost, totalCalls }: Spent): number => totalCost / totalCalls;
  const ofCalls = Math.abs((now.totalCalls - before.totalCalls) * perCall(before));
  const ofPrice = Math.abs((perCall(now) - perCall(before)) * now.totalCalls);
  if (ofCalls >= ofPrice) return now.totalCalls > before.totalCalls ? 'more calls' : 'fewer calls';
  const reads = moved(before.promptTokens / before.totalCalls, now.promptTokens / now.totalCalls);
  const writes = moved(before.completionTokens / before.totalCalls, now.completionTokens / now.totalCalls);
  const isDearer = perCall(now) > perCall(before);
  // Only what moved the same way as the cost can be why.
  if (isDearer ? reads > NOTABLE && reads >= writes : reads < -NOTABLE && reads <= writes)
    return isDearer ? 'longer prompts' : 'shorter prompts';
  if (isDearer ? writes > NOTABLE : writes < -NOTABLE) return isDearer ? 'longer answers' : 'shorter answers';
  return isDearer ? 'dearer calls' : 'cheaper calls';
}

function moved(before: number, now: number): number {
  return before === 0 ? (now === 0 ? 0 : 1) : (now - before) / before;
}
