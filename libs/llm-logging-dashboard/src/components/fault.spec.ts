import { expect, it } from '@jest/globals';
import { ApiError } from '../api/api-error.js';
import { faultOf, isFault } from './fault.js';

const away = new ApiError(503, 'The database does not answer', '');
const asked = (error: unknown, dataUpdatedAt = 0) => ({ state: { error, dataUpdatedAt } });

it('distinguishes what the server cannot answer from what it refuses', () => {
  expect(
    [new ApiError(0, 'No answer', ''), away, new ApiError(404, 'Not found', ''), new Error('own')].map(isFault),
  ).toEqual([true, true, false, false]);
});

it('joins what went unanswered into one fault, with the time of the oldest figure that is left', () => {
  expect(faultOf([asked(null, 5), asked(away, 9), asked(away, 7), asked(away)])).toEqual({ error: away, since: 7 });
  expect(faultOf([asked(away)])).toEqual({ error: away, since: null });
  expect(faultOf([asked(null), asked(new ApiError(400, 'Wrong', ''))])).toBeUndefined();
});
