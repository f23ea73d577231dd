/** The editor of any field, loaded when the first one is needed. */
import { lazy, Suspense } from "react";
import { Skeleton } from "../ui/Skeleton";
import type { EditorProps, OperandProps } from "./types";

const load = () => import("./AnyTools");
const AnyEditor = lazy(() => load().then((module) => ({ default: module.AnyEditor })));
const AnyOperand = lazy(() => load().then((module) => ({ default: module.AnyOperand })));

/** Fetches the editors ahead of need, such as when the pointer is on "edit". */
export const preloadEditors = (): void => void load();

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
