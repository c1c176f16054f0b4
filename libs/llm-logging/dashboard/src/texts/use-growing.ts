import { useEffect, useState } from 'react';

/** Pieces that are added between two frames. */
const STEP = 4;

/** How many of `total` pieces are shown: the first ones, and after `showAll` more with every frame, so that the page stays awake. */
export function useGrowing(total: number, first: number): { shown: number; isGrowing: boolean; showAll: () => void } {
  const [shown, setShown] = useState(first);
  const [isGrowing, setGrowing] = useState(false);
  useEffect(() => {
    if (!isGrowing || shown >= total) return;
    const frame = requestAnimationFrame(() => setShown(shown + STEP));
    return () => cancelAnimationFrame(frame);
  }, [isGrowing, shown, total]);
  return { shown: Math.min(shown, total), isGrowing, showAll: () => setGrowing(true) };
}
