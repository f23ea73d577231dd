/** Line drawings in the accent's soft tone. Decoration only. */
import type { ReactNode } from "react";

export type FigureName = "sheet" | "search" | "people" | "lock" | "lost" | "bin" | "upload" | "board";

const FIGURES: Record<FigureName, ReactNode> = {
  sheet: (
    <>
      <rect className="soft" x="34" y="18" width="92" height="74" rx="8" />
      <rect x="26" y="26" width="92" height="74" rx="8" />
      <path d="M38 44h24M38 60h44M38 76h34M84 44h22" />
      <circle className="fill" cx="112" cy="92" r="15" />
      <path className="light" d="M112 85v14M105 92h14" />
    </>
  ),
  search: (
    <>
      <rect className="soft" x="24" y="22" width="96" height="70" rx="8" />
      <path d="M36 40h30M36 56h20M36 72h26" />
      <circle cx="94" cy="62" r="22" />
      <path d="M110 78l18 18" />
      <path d="M86 62h16" />
    </>
  ),
  people: (
    <>
      <circle className="soft" cx="104" cy="48" r="15" />
      <path className="soft" d="M80 98c0-17 11-26 24-26s24 9 24 26z" />
      <circle cx="64" cy="44" r="17" />
      <path d="M34 100c0-20 13-31 30-31s30 11 30 31" />
    </>
  ),
  lock: (
    <>
      <rect className="soft" x="46" y="50" width="68" height="52" rx="9" />
      <path d="M58 50V38a22 22 0 0 1 44 0v12" />
      <rect x="40" y="50" width="68" height="52" rx="9" />
      <circle cx="74" cy="72" r="6" />
      <path d="M74 78v10" />
    </>
  ),
  lost: (
    <>
      <path className="soft" d="M18 96c24-18 40 4 62-12s36-34 62-20v44H18z" />
      <path d="M22 90c22-16 38 4 60-12s34-32 58-20" />
      <path d="M98 22v40M98 24h30l-7 9 7 9H98" />
      <circle cx="42" cy="40" r="10" />
    </>
  ),
  bin: (
    <>
      <path className="soft" d="M52 40h64l-6 62H58z" />
      <path d="M40 36h76M64 36V24h28v12M48 36l6 66h48l6-66M68 52l2 36M88 52l-2 36" />
    </>
  ),
  upload: (
    <>
      <rect className="soft" x="30" y="46" width="100" height="54" rx="9" />
      <path d="M28 72v22a8 8 0 0 0 8 8h88a8 8 0 0 0 8-8V72" />
      <path d="M80 82V22M60 42l20-20 20 20" />
    </>
  ),
  board: (
    <>
      <rect className="soft" x="22" y="22" width="34" height="78" rx="7" />
      <rect className="soft" x="104" y="22" width="34" height="50" rx="7" />
      <rect x="22" y="22" width="34" height="34" rx="6" />
      <rect x="63" y="22" width="34" height="58" rx="6" />
      <rect x="104" y="22" width="34" height="26" rx="6" />
      <path d="M30 34h14M71 34h14M71 46h18M112 34h14" />
    </>
  ),
};

export function Figure({ name }: { name: FigureName }) {
  return (
    <svg className="k-figure" viewBox="0 0 160 120" width="144" height="108" aria-hidden="true">
      {FIGURES[name]}
    </svg>
  );
}
