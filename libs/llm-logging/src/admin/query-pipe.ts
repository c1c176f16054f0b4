import { ValidationPipe } from '@nestjs/common';

/** Checks queries whatever pipes the application has: unknown names and wrong values are 400, each named. */
export const QUERY_PIPE = new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true });
