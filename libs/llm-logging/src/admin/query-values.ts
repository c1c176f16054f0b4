import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import {
  IsBoolean,
  IsISO8601,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
} from 'class-validator';

/** A text that is not empty. */
export function Text(): PropertyDecorator {
  return applyDecorators(IsOptional(), IsString(), IsNotEmpty());
}

/** Texts: `?model=a&model=b` and `?model=a,b` alike. */
export function Texts(): PropertyDecorator {
  return applyDecorators(IsOptional(), List(), IsString({ each: true }));
}

export function CallTypes(): PropertyDecorator {
  const message = 'callType must be 1 to 64 of a-z, 0-9, "_", "." and "-"';
  return applyDecorators(IsOptional(), List(), Matches(/^[a-z0-9_.-]{1,64}$/, { each: true, message }));
}

export function IsoDate(): PropertyDecorator {
  const message = '$property must be an ISO 8601 date, such as 2026-01-31 or 2026-01-31T12:00:00Z';
  return applyDecorators(IsOptional(), IsISO8601({}, { message }));
}

export function NumberFrom(min: number, max = Infinity): PropertyDecorator {
  return applyDecorators(IsOptional(), Numeric(), IsNumber(), Min(min), ...(max === Infinity ? [] : [Max(max)]));
}

export function WholeNumberFrom(min: number, max: number): PropertyDecorator {
  return applyDecorators(IsOptional(), Numeric(), IsInt(), Min(min), Max(max));
}

/** `true` or `false`. */
export function Flag(): PropertyDecorator {
  return applyDecorators(
    IsOptional(),
    Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value)),
    IsBoolean(),
  );
}

/** A JSON object in a query. What does not parse stays the text that it is, for validation to refuse. */
export function JsonObject(): PropertyDecorator {
  const message = '$property must be a JSON object';
  return applyDecorators(
    IsOptional(),
    Transform(({ value }) => parsed(value)),
    IsObject({ message }),
  );
}

export function List(): PropertyDecorator {
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
