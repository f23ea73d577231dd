/** Signs out here and loads sign-in anew, so nothing of the session stays in memory; also when the server no longer knows the session. */
import { useCallback } from "react";
import { signOut } from "../lib/api/calls";
import { isApiError } from "../lib/api/error";
import { errorWords } from "../lib/api/words";
import { useT } from "../lib/i18n";
import { toast } from "../ui/Toast/store";

export function useSignOut(): () => void {
  const t = useT();
  return useCallback(() => {
    const leave = async () => {
      let there: string | undefined;
      try {
        there = (await signOut())?.sso_sign_out_url;
      } catch (error) {
        if (!isApiError(error) || error.status !== 401) {
          toast({ message: errorWords(error, t), tone: "danger" });
          return;
        }
      }
      try {
        // Drafts and the like: they belong to the person who leaves.
        sessionStorage.clear();
        // Offered by the sign-in page: not everybody wants to be out of everything.
        if (there) sessionStorage.setItem("kedun.out", there);
      } catch {
        // No storage, nothing to forget.
      }
      location.assign("/sign-in");
    };
    void leave();
  }, [t]);
}
