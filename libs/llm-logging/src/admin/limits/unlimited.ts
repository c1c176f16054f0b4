import { Reflector } from '@nestjs/core';

/** Marks controllers whose requests the rate limit does not count. */
export const Unlimited = Reflector.createDecorator<void, true>({ transform: () => true });
