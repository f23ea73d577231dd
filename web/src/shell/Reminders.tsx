/** What a person should know after coming in and need not act on at once: the password ends soon. Told once a day in a browser. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { keys } from "../lib/api/keys";
import { mySecurity } from "../lib/api/security";
import { useFormat } from "../lib/format";
import { useT } from "../lib/i18n";
import { reminderWords } from "../lib/i18n/dict/reminders";
import { useUi } from "../ui/locale";
import { toast } from "../ui/Toast";

const TOLD_KEY = "kedun.told.password";
const TOLD_MS = 15_000;

/** True the first time on a day. Where nothing can be kept, it is told again. */
function isNewToday(until: string): boolean {
  const today = `${new Date().toDateString()} ${until}`;
  try {
    if (localStorage.getItem(TOLD_KEY) === today) return false;
    localStorage.setItem(TOLD_KEY, today);
  } catch {
    // Private mode.
  }
  return true;
}

export function Reminders() {
  const t = useT(reminderWords);
  const format = useFormat();
  const { navigate } = useUi();
  const { data } = useQuery({ queryKey: keys.mySecurity(), queryFn: ({ signal }) => mySecurity(signal) });
  const until = data?.missing.some(({ code }) => code === "password_ends") ? data.password.expires_at : null;
  useEffect(() => {
    if (!until || !isNewToday(until)) return;
    const action = { label: t("password.change"), run: () => navigate("/security#password") };
    toast({ message: t("password.ends", { when: format.dateTime(until) }), action, durationMs: TOLD_MS });
  }, [until, t, format, navigate]);
  return null;
}
