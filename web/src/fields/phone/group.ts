/** "+8613812345678" as "138 1234 5678". Other countries keep their code; anything unusual stays as it is. */
export function groupPhone(number: string): string {
  const mobile = /^\+86(1\d{2})(\d{4})(\d{4})$/.exec(number);
  if (mobile) return mobile.slice(1).join(" ");
  const national = /^\+86(10|2\d|[3-9]\d{2})(\d{3,4})(\d{4})$/.exec(number);
  if (national) return `0${national[1] ?? ""}-${national[2] ?? ""}${national[3] ?? ""}`;
  const northAmerica = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return northAmerica ? `+1 ${northAmerica.slice(1).join(" ")}` : number;
}
