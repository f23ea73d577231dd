/** The caps of a shortcut. `caps` come from `capsOf("mod+k")` in lib/keys. */
import "./KeyHint.css";

export function KeyHint({ caps }: { caps: readonly string[] }) {
  return (
    <span className="k-keys" aria-hidden="true">
      {caps.map((cap, index) => (
        <kbd key={index}>{cap}</kbd>
      ))}
    </span>
  );
}
