/**
 * Making a linked record while choosing one. A picker knows no forms: whoever shows the picker gives this, and answers with the new record
 * or with null when the reader changed their mind.
 */
import { createContext } from "react";
import type { LinkRef } from "../../lib/api/types";

export type CreateLinked = (object: string, typed: string) => Promise<LinkRef | null>;

export const CreateLinkedContext = createContext<CreateLinked | null>(null);
