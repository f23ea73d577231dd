/** The editor of any field, loaded when the first one is needed. */
import { Suspense } from "react";
import { Skeleton } from "../ui/Skeleton";
import type { EditorProps, OperandProps } from "./types";
import { lately, whenIdle } from "../ui/lately";
import { preloadControls } from "../ui/preload";

const AnyEditor = lately(() => import("./AnyTools"), (module) => module.AnyEditor);
const AnyOperand = lately(() => import("./AnyTools"), (module) => module.AnyOperand);

/** Fetches the editors ahead of need, such as when the pointer is on "edit". */
export const preloadEditors = (): void => {
  whenIdle(AnyEditor, AnyOperand);
  preloadControls();
};

export function FieldEditor(props: EditorProps) {
  return (
    <Suspense fallback={<Skeleton height={props.isInline ? 16 : 32} />}>
      <AnyEditor {...props} />
    </Suspense>
  );
}

export function FieldOperand(props: OperandProps) {
  return (
    <Suspense fallback={<Skeleton height={32} />}>
      <AnyOperand {...props} />
    </Suspense>
  );
}
