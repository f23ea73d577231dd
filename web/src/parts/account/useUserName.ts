/** What the server calls somebody. Names in dangerous questions come from here, and never from an address, which anybody may have written. */
import { useQuery } from "@tanstack/react-query";
import * as calls from "../../lib/api/calls";
import { useMe } from "../../lib/api/hooks";
import { keys } from "../../lib/api/keys";
import { safetyKeys, userDevices } from "../../lib/api/safety";

/** Undefined while it is asked for, and null where the reader may not know it. */
export function useUserName(id: string): string | null | undefined {
  const { can } = useMe();
  const user = useQuery({ queryKey: keys.user(id), queryFn: ({ signal }) => calls.user(id, signal), enabled: id !== "" && can.users });
  // Who manages security but not users knows people by their devices.
  const devices = useQuery({ queryKey: safetyKeys.userDevices(id), queryFn: ({ signal }) => userDevices(id, signal), enabled: id !== "" && !can.users && can.security });
  const asked = can.users ? user : devices;
  if (asked.isLoading) return undefined;
  return user.data?.name ?? devices.data?.user?.label ?? null;
}
