/** Where it stands what an account touched. The name goes along: whoever reads the log need not be allowed to read users. */
export const touchedHref = ({ id, name }: { id: string; name: string }): string => `/security/timeline/${encodeURIComponent(id)}?name=${encodeURIComponent(name)}`;
