import { Transform } from 'class-transformer';

/** `?model=a&model=b` and `?model=a,b` alike. */
export function List(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => {
    if (value === undefined) return undefined;
    return [value].flat(2).flatMap((item) => (typeof item === 'string' ? item.split(',').filter(Boolean) : [item]));
  });
}

export function Numeric(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && value.trim() !== '' ? Number(value) : value,
  );
}

/** A JSON object in a query. What does not parse stays the text that it is, for validation to refuse. */
export function JsonObject(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => {
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      return value;
    }
  });
}
