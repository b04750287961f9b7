/**
 * The line that is written. Tab completes as far as it is certain, then goes through what is offered; Escape
 * closes the offer, and Tab leaves the field again. The arrows go through what was entered before, or through
 * the offer once Tab has gone into it.
 */

import type { VNode } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { commonStart, complete } from "../../logic/completion.ts";
import { commandDocs } from "../../state/command_docs.ts";
import { history } from "../../state/console_session.ts";

/** The line, and what to do with it. */
export interface ConsoleInputProps {
  readonly line: string;
  readonly onLine: (line: string) => void;
  readonly onSubmit: (line: string) => void;
}

/** The field and the offer above it. */
export function ConsoleInput({ line, onLine, onSubmit }: ConsoleInputProps): VNode {
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const [caret, setCaret] = useState(0);
  const [chosen, setChosen] = useState(-1);
  const [isClosed, setClosed] = useState(true);
  useEffect(() => input.current!.focus(), []);
  const completion = complete(line, caret, commandDocs.value);
  const { start, end } = completion;
  const written = line.slice(start, end);
  // What is written already needs no offer.
  const words = completion.words.length === 1 && completion.words[0] === written.toUpperCase()
    ? []
    : completion.words;
  const isOpen = !isClosed && words.length > 0;

  const put = (text: string, at: number) => {
    onLine(text);
    setCaret(at);
    setChosen(-1);
    const element = input.current!;
    element.value = text;
    element.setSelectionRange(at, at);
  };
  const accept = (word: string, blank = " ") => {
    const text = line.slice(0, start) + word + blank;
    put(text + line.slice(end), text.length);
  };
  const completeLine = (backwards: boolean) => {
    const common = commonStart(words);
    if (words.length === 1) accept(words[0]);
    else if (chosen < 0 && common.length > written.length) accept(common, "");
    else setChosen((chosen + (backwards ? words.length - 1 : 1)) % words.length);
  };
  const recall = (recalled: string | undefined) => {
    if (recalled === undefined) return;
    put(recalled, recalled.length);
    setClosed(true);
  };
  const pressed = (event: KeyboardEvent) => {
    const { key } = event;
    const isChoosing = isOpen && chosen >= 0;
    if (key === "Tab" && isOpen) completeLine(event.shiftKey);
    else if (key === "Escape" && isOpen) setClosed(true);
    else if (key === "Enter" && isChoosing) accept(words[chosen]);
    else if (key === "Enter") {
      setClosed(true);
      onSubmit(line);
    } else if (key === "ArrowUp" && isChoosing) completeLine(true);
    else if (key === "ArrowDown" && isChoosing) completeLine(false);
    else if (key === "ArrowUp") recall(history.previous(line));
    else if (key === "ArrowDown") recall(history.next());
    else return;
    event.preventDefault();
  };
  return (
    <div class="console-input">
      {isOpen && (
        <ul class="offer" role="listbox" id={`${id}-offer`} aria-label="Completions">
          {words.map((word, i) => (
            <li
              key={word}
              id={`${id}-${i}`}
              role="option"
              aria-selected={i === chosen}
              onMouseDown={(event) => {
                event.preventDefault();
                accept(word);
              }}
            >
              {word}
            </li>
          ))}
        </ul>
      )}
      <label for={id} class="console-prompt">
        <span aria-hidden="true">&gt;</span>
        <span class="sr-only">Command</span>
      </label>
      <input
        ref={input}
        id={id}
        class="code"
        value={line}
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={`${id}-offer`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && chosen >= 0 ? `${id}-${chosen}` : undefined}
        placeholder="SET greeting hello"
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        onInput={(event) => {
          onLine(event.currentTarget.value);
          setCaret(event.currentTarget.selectionStart ?? event.currentTarget.value.length);
          setChosen(-1);
          setClosed(false);
        }}
        onKeyDown={pressed}
        onBlur={() => setClosed(true)}
      />
    </div>
  );
}
