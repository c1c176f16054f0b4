/**
 * A function that reads something of a value. It may expect less than the value is, or, where its author knows more, a narrower
 * type; not an unrelated one.
 */
export type Selector<Value, Selected> = { select(value: Value): Selected }['select'];

/** What a selector gets of a method's result: of a promise what it resolves to, of a stream the list of its values. */
type ReturnedBy<Result> =
  Result extends PromiseLike<infer Value>
    ? ReturnedBy<Value>
    : Result extends AsyncIterable<infer Value>
      ? Value[]
      : Result extends ObservableLike<infer Value>
        ? Value | Value[]
        : Result;

/** An Observable, as far as it differs from other types. Of one value it gives this, of several their list. */
interface ObservableLike<Value> {
  pipe: unknown;
  forEach(next: (value: Value) => void): Promise<void>;
}

/** {@link ReturnedBy}, where the method alone gives the result: what selectors say they expect is compared with it. */
export type SelectedResult<Result> = [ReturnedBy<Result>][Result extends unknown ? 0 : never];
