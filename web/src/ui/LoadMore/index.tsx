/** The end of a page of a keyset list: loads the next by itself when it comes into view, and by its button. */
import { useEffect, useEffectEvent, useRef } from "react";
import { Button } from "../Button";
import { useUiWords } from "../words";
import "./LoadMore.css";

export interface LoadMoreProps {
  hasMore: boolean;
  isLoading: boolean;
  onLoad(): void;
  /** Off: only the button loads. */
  auto?: boolean;
}

export function LoadMore({ hasMore, isLoading, onLoad, auto = true }: LoadMoreProps) {
  const ref = useRef<HTMLDivElement>(null);
  const word = useUiWords();
  const load = useEffectEvent(() => {
    if (!isLoading) onLoad();
  });
  useEffect(() => {
    const node = ref.current;
    if (!node || !auto || !hasMore) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) load();
    });
    observer.observe(node);
    return () => observer.disconnect();
  }, [auto, hasMore]);
  if (!hasMore) return null;
  return (
    <div ref={ref} className="k-loadmore">
      <Button variant="quiet" onPress={onLoad} isPending={isLoading}>
        {word("more")}
      </Button>
    </div>
  );
}
