/** States of calls that count as failed. */
export const FAILED = ['error', 'timeout'];
