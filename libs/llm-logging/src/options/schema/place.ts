/** What is wrong with one option, as a sentence whose subject is the option. */
export interface OptionFault {
  /** Its name with those of the sections around it, such as `prices[0].model`. */
  readonly field: string;
  readonly problem: string;
}

/** Where an option stands, and where its faults are collected. */
export class Place {
  constructor(
    readonly field = '',
    readonly faults: OptionFault[] = [],
  ) {}

  member(name: string): Place {
    return new Place(this.field === '' ? name : `${this.field}.${name}`, this.faults);
  }

  entry(index: number): Place {
    return new Place(`${this.field}[${index}]`, this.faults);
  }

  fault(problem: string): void {
    this.faults.push({ field: this.field, problem });
  }
}
