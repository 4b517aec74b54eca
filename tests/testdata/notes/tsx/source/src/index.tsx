import { Button } from "./Button";
import { theme } from "./theme";

export function App() {
  return <Button label={theme.colour} />;
}
