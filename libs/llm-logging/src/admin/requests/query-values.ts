import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import {
  IsISO8601,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsTimeZone,
  IsUUID,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { HasSchema } from '../openapi/member-schemas.js';
import { listOf, text, uuid } from '../openapi/schema.js';

const CALL_TYPE = /^[a-z0-9_.-]{1,64}$/;

/** A text that is not empty. */
export function Text(): PropertyDecorator {
  return applyDecorators(IsOptional(), IsString(), IsNotEmpty(), HasSchema({ type: 'string', minLength: 1 }));
}

/** Texts: `?model=a&model=b` and `?model=a,b` alike. */
export function Texts(): PropertyDecorator {
  return applyDecorators(IsOptional(), List(), IsString({ each: true }), HasSchema(listOf(text)));
}

export function CallTypes(): PropertyDecorator {
  const message = '$property must be 1 to 64 of a-z, 0-9, "_", "." and "-"';
  return applyDecorators(
    IsOptional(),
    List(),
    Matches(CALL_TYPE, { each: true, message }),
    HasSchema(listOf({ type: 'string', pattern: CALL_TYPE.source })),
  );
}

/** Some of a few texts. */
export function SomeOf(values: readonly string[]): PropertyDecorator {
  return listed(values, values);
}

/** The same for a filter, where a minus before one leaves it out. */
export function SomeOrNot(values: readonly string[]): PropertyDecorator {
  return listed(values, [...values, ...values.map((value) => `-${value}`)]);
}

function listed(values: readonly string[], allowed: readonly string[]): PropertyDecorator {
  const message = `$property must be one of ${values.join(', ')}`;
  return applyDecorators(
    IsOptional(),
    List(),
    IsIn(allowed, { each: true, message }),
    HasSchema(listOf({ type: 'string', enum: [...values] })),
  );
}

export function OneOf(values: readonly string[], fallback?: string): PropertyDecorator {
  return applyDecorators(
    IsOptional(),
    IsIn(values),
    HasSchema({ type: 'string', enum: [...values], ...(fallback !== undefined && { default: fallback }) }),
  );
}

export function CallId(): PropertyDecorator {
  return applyDecorators(IsOptional(), IsUUID(), HasSchema(uuid));
}

export function TimeZone(): PropertyDecorator {
  return applyDecorators(IsOptional(), IsTimeZone(), HasSchema({ type: 'string' }));
}

export function IsoDate(): PropertyDecorator {
  const message = '$property must be an ISO 8601 date, such as 2026-01-31 or 2026-01-31T12:00:00Z';
  return applyDecorators(IsOptional(), IsISO8601({}, { message }), HasSchema({ type: 'string' }));
}

export function NumberFrom(minimum: number, maximum: number): PropertyDecorator {
  return applyDecorators(
    IsOptional(),
    Numeric(),
    IsNumber(),
    Min(minimum),
    Max(maximum),
    HasSchema({ type: 'number', minimum, maximum }),
  );
}

export function WholeNumberFrom(minimum: number, maximum: number, fallback?: number): PropertyDecorator {
  return applyDecorators(
    IsOptional(),
    Numeric(),
    IsInt(),
    Min(minimum),
    Max(maximum),
    HasSchema({ type: 'integer', minimum, maximum, ...(fallback !== undefined && { default: fallback }) }),
  );
}

/** `true`, `false` or a word. */
export function FlagOr(word: string): PropertyDecorator {
  return applyDecorators(
    IsOptional(),
    Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value)),
    IsIn([true, false, word]),
    HasSchema({ type: 'string', enum: ['true', 'false', word], default: 'false' }),
  );
}

/** A JSON object in a query. What does not parse stays the text that it is, for validation to refuse. */
export function JsonObject(): PropertyDecorator {
  const message = '$property must be a JSON object';
  return applyDecorators(
    IsOptional(),
    Transform(({ value }) => parsed(value)),
    IsObject({ message }),
    HasSchema({ type: 'string', example: '{"plan":"pro"}' }),
  );
}

function List(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => {
    if (value === undefined) return undefined;
    return [value].flat(2).flatMap((item) => (typeof item === 'string' ? item.split(',').filter(Boolean) : [item]));
  });
}

function Numeric(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && value.trim() !== '' ? Number(value) : value,
  );
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
