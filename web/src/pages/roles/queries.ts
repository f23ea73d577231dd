/** What the pages of roles load. */
import { useQuery } from "@tanstack/react-query";
import * as calls from "../../lib/api/calls";
import { keys } from "../../lib/api/keys";

export function useRoleList() {
  return useQuery({ queryKey: keys.roles(), queryFn: ({ signal }) => calls.roles(signal) });
}

export function useCapabilities() {
  return useQuery({ queryKey: keys.capabilities(), queryFn: ({ signal }) => calls.roleCapabilities(signal), staleTime: Infinity }).data?.items ?? NONE;
}
const NONE: never[] = [];
