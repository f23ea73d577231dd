/** What the server computes from linked records, shown as the type of its result. */
import { Combine } from "lucide";
import { DerivedCell, derivedWords } from "../shared/Derived";
import type { FieldFace } from "../types";

export const face: FieldFace = { icon: Combine, width: 140, isInline: false, Cell: DerivedCell, words: derivedWords };
