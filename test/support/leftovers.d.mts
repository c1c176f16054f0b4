export declare class Leftovers {
  constructor(global: object, folder: string);
  find(): Promise<string[]>;
}
