import React, { useState } from "react";
import { theme } from "./theme";

export interface ButtonProps {
  label: string;
  onPress?: () => void;
}

/** A button that counts how often it was pressed. */
export function Button({ label, onPress }: ButtonProps): JSX.Element {
  const [count, setCount] = useState(0);
  return (
    <button style={{ color: theme.colour }} onClick={() => setCount(count + 1)}>
      {label} {count}
    </button>
  );
}

export const Link: React.FC<{ href: string }> = ({ href, children }) => <a href={href}>{children}</a>;
