/**
 * A component whose code comes when it is first needed, like React's `lazy`. The difference: when the code is there already, it is drawn at
 * once. React would show the fallback first and keep it for 300 ms, so that the first opening of every menu and dialog would take that long.
 * `whenIdle(A, B)` fetches code ahead of need.
 */
import { type ComponentType, lazy, type ReactNode, useState } from "react";

export interface Lately<P> {
  (props: P): ReactNode;
  /** Fetches the code. */
  preload(): void;
}

/** `lately(() => import("./Picker"), (module) => module.Picker)` */
export function lately<M, P extends object>(load: () => Promise<M>, pick: (module: M) => (props: P) => ReactNode): Lately<P> {
  let ready: ((props: P) => ReactNode) | null = null;
  const fetched = async () => {
    ready = pick(await load());
    return { default: ready };
  };
  const Late: ComponentType<P> = lazy(fetched);
  function Component(props: P) {
    // Decided once: a component that changed its kind would lose its state.
    const [Inner] = useState<ComponentType<P>>(() => ready ?? Late);
    return <Inner {...props} />;
  }
  return Object.assign(Component, {
    // What cannot be fetched now is asked for again when it is needed.
    preload: () => void fetched().catch(() => undefined),
  });
}

const idle = (run: () => void): void => {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(run);
  else setTimeout(run, 1500);
};

/** Fetches code once the page has nothing else to do. */
export function whenIdle(...parts: readonly { preload(): void }[]): void {
  for (const part of parts) idle(() => part.preload());
}
