/** Signs out here, forgets all cached data and goes to sign-in, also when the server no longer knows the session. */
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useCallback } from "react";
import { signOut } from "../lib/api/calls";
import { isApiError } from "../lib/api/error";
import { errorWords } from "../lib/api/words";
import { useT } from "../lib/i18n";
import { toast } from "../ui/Toast";

export function useSignOut(): () => void {
  const client = useQueryClient();
  const router = useRouter();
  const t = useT();
  return useCallback(() => {
    const leave = async () => {
      try {
        await signOut();
      } catch (error) {
        if (!isApiError(error) || error.status !== 401) {
          toast({ message: errorWords(error, t), tone: "danger" });
          return;
        }
      }
      await router.navigate({ href: "/sign-in" });
      client.clear();
    };
    void leave();
  }, [client, router, t]);
}
