/** What is done to a user besides editing: disable and enable, end sessions, a new link. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import * as calls from "../../lib/api/calls";
import { keys } from "../../lib/api/keys";
import type { User } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { usersWords } from "../../lib/i18n/dict/admin";
import { toast } from "../../ui/Toast";

export function useUserActions(user: User) {
  const t = useT(usersWords);
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: keys.users() });
  const fail = (error: Error) => {
    toast({ message: errorWords(error, t), tone: "danger" });
    void refresh();
  };
  const say = (message: string) => toast({ message, tone: "success" });
  const activate = useMutation({
    mutationFn: (active: boolean) => calls.userPatch(user.id, { active, version: user.version }),
    onSuccess: (next) => {
      say(t(next.active ? "done.enabled" : "done.disabled", { name: next.name }));
      return refresh();
    },
    onError: fail,
  });
  const endSessions = useMutation({
    mutationFn: () => calls.userSessionsEnd(user.id),
    onSuccess: ({ ended }) => {
      say(t("done.ended", { n: ended }));
      return client.invalidateQueries({ queryKey: keys.user(user.id) });
    },
    onError: fail,
  });
  const invite = useMutation({ mutationFn: () => calls.userInvite(user.id), onError: fail });
  return { activate, endSessions, invite };
}
