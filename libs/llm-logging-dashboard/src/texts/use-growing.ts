import { useEffect, useState } from 'react';

/** How many of `total` pieces are shown: the first ones, and after `showAll` one more with every frame, so that the page stays awake. */
export function useGrowing(total: number, first: number): { shown: number; isGrowing: boolean; showAll: () => void } {
  const [shown, setShown] = useState(first);
  const [isGrowing, setGrowing] = useState(false);
  useEffect(() => {
    if (!isGrowing || shown >= total) return;
    const frame = requestAnimationFrame(() => setShown(shown + 1));
    return () => cancelAnimationFrame(frame);
  }, [isGrowing, shown, total]);
  return { shown: Math.min(shown, total), isGrowing, showAll: () => setGrowing(true) };
}
