/** What the server computes from the record's other fields, shown as the type of its result. */
import { SquareFunction } from "lucide";
import { DerivedCell, derivedWords } from "../shared/Derived";
import type { FieldFace } from "../types";

export const face: FieldFace = { icon: SquareFunction, width: 140, isInline: false, Cell: DerivedCell, words: derivedWords };
