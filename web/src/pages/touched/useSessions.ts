/** The sessions of a user, to tell the devices by. Whoever only reads the log may not read them, and goes without. */
import { useQuery } from "@tanstack/react-query";
import { useMe } from "../../lib/api/hooks";
import { safetyKeys, userSessions } from "../../lib/api/safety";
import type { SessionList } from "../../lib/api/types";

const NONE: SessionList = { items: [], ended: [] };

export function useSessions(user: string): SessionList {
  const { can } = useMe();
  const found = useQuery({ queryKey: safetyKeys.userSessions(user), queryFn: ({ signal }) => userSessions(user, signal), enabled: user !== "" && (can.users || can.security), staleTime: 60_000 });
  return found.data ?? NONE;
}
