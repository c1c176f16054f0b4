export declare class Leftovers {
  constructor(global: object, folder: string, patienceMs?: number);
  find(): Promise<string[]>;
}
