import { MATCH_MEMBERS, PER_VALUES } from './budget-words.js';

/** What is wrong with one member, as a sentence whose subject is the member. */
export interface MemberFault {
  readonly field: string;
  readonly problem: string;
}

type Members = Readonly<Record<string, unknown>>;

/** Collects what is wrong with the members of an object that came from outside. */
export class MemberCheck {
  readonly faults: MemberFault[] = [];
  readonly members: Members;

  constructor(
    value: unknown,
    known: readonly string[],
    private readonly path = '',
  ) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    this.members = isObject ? (value as Members) : {};
    if (!isObject) this.faults.push({ field: path.slice(0, -1), problem: 'must be an object' });
    for (const name of Object.keys(this.members)) {
      if (!known.includes(name)) this.fault(name, `is no member; there are ${known.join(', ')}`);
    }
  }

  fault(member: string, problem: string): void {
    this.faults.push({ field: this.path + member, problem });
  }

  has(member: string): boolean {
    return this.members[member] !== undefined;
  }

  check(member: string, isRight: (value: unknown) => boolean, problem: string): void {
    if (this.has(member) && !isRight(this.members[member])) this.fault(member, problem);
  }

  required(member: string, isRight: (value: unknown) => boolean, problem: string): void {
    if (!isRight(this.members[member])) this.fault(member, problem);
  }

  oneOf(member: string, values: readonly string[]): void {
    this.check(member, (value) => values.includes(value as string), `must be one of ${values.join(', ')}`);
  }

  /** A part with members of its own. */
  part(member: string, known: readonly string[]): MemberCheck {
    const part = new MemberCheck(this.members[member], known, `${this.path}${member}.`);
    this.faults.push(...part.faults);
    return part;
  }

  addAll(part: MemberCheck): void {
    this.faults.push(...part.faults.filter((fault) => !this.faults.includes(fault)));
  }
}

export function isText(value: unknown): value is string {
  // PostgreSQL has no such characters.
  return typeof value === 'string' && value !== '' && value.length <= 500 && !/[\0\ud800-\udfff]/u.test(value);
}

export function isNumberFrom(minimum: number, maximum = Infinity): (value: unknown) => boolean {
  return (value) => typeof value === 'number' && Number.isFinite(value) && value >= minimum && value <= maximum;
}

export const TEXT = 'must be a text that is not empty, of 500 characters at most';

/** `match` and `per`, of budgets and alerts alike. */
export function checkMatch(check: MemberCheck): void {
  check.oneOf('per', PER_VALUES);
  if (!check.has('match')) return;
  const match = check.part('match', MATCH_MEMBERS);
  for (const member of MATCH_MEMBERS.filter((name) => name !== 'tags')) match.check(member, isText, TEXT);
  match.check('tags', (tags) => Array.isArray(tags) && tags.length > 0 && tags.every(isText), 'must be a list of tags');
  check.addAll(match);
}
