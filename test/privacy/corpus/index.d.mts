export interface SecretShape {
  group: 'token' | 'notation';
  kind: string;
  text: string;
  parts: string[];
}

export function secrets(): SecretShape[];
export function ordinaryTexts(): { kind: string; text: string }[];
