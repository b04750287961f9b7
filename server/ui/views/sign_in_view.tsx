/** Asks for the password of a server that has one. It is kept for this tab, until the tab is closed. */

import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { signIn } from "../api.ts";
import { Button } from "../components/button.tsx";
import { Icon } from "../components/icon.tsx";
import { TextField } from "../components/text_field.tsx";
import { useAction } from "../state/loading.ts";

/** The question. */
export function SignInView(): VNode {
  const [password, setPassword] = useState("");
  const [isWrong, setWrong] = useState(false);
  const { isBusy, run } = useAction();
  const submit = (event: Event) => {
    event.preventDefault();
    run(async () => {
      setWrong(!await signIn(password));
    });
  };
  return (
    <main class="sign-in" id="main" tabIndex={-1}>
      <form class="panel" onSubmit={submit}>
        <Icon name="lock" size={28} />
        <h1>Vortis</h1>
        <p class="page-text">This server asks for a password.</p>
        <TextField
          label="Password"
          type="password"
          value={password}
          onInput={(text) => {
            setPassword(text);
            setWrong(false);
          }}
          autoFocus
          error={isWrong ? "The server does not accept this password" : undefined}
        />
        <Button
          type="submit"
          label="Sign in"
          kind="primary"
          disabled={isBusy || password === ""}
        />
      </form>
    </main>
  );
}
