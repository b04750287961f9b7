/** What is looked for: the namespace, a pattern, a type. The pattern is followed as it is written. */

import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { serverFigures } from "../../api.ts";
import { Icon } from "../../components/icon.tsx";
import { SelectField } from "../../components/select_field.tsx";
import { TextField } from "../../components/text_field.tsx";
import { formatCount } from "../../logic/format.ts";
import { useLoaded } from "../../state/loading.ts";
import { TYPES } from "./kinds/all_kinds.ts";

/** How long the keyboard must rest before a search begins. */
const REST_MS = 250;
const REFRESH_MS = 5000;

/** What is looked for, and what to do when that changes. */
export interface KeySearchBarProps {
  readonly namespace: string;
  readonly type: string;
  readonly onNamespace: (name: string) => void;
  readonly onSearch: (text: string) => void;
  readonly onType: (type: string) => void;
}

/** The fields. */
export function KeySearchBar(props: KeySearchBarProps): VNode {
  const { namespace, type, onNamespace, onSearch, onType } = props;
  const [text, setText] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => onSearch(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const { data } = useLoaded(serverFigures, [], { everyMs: REFRESH_MS });
  const names = new Set([...Object.keys(data?.namespaces ?? {}), "0", namespace]);
  const choices = [...names].sort((a, b) => a.localeCompare(b, "en", { numeric: true })).map(
    (name) => {
      const keys = data?.namespaces[name]?.keys ?? 0;
      const shown = name.length > 24 ? `${name.slice(0, 24)}…` : name;
      return {
        value: name,
        label: data === undefined ? shown : `${shown}  (${formatCount(keys)})`,
      };
    },
  );
  return (
    <search class="key-search">
      <div class="search-input">
        <Icon name="search" />
        <TextField
          type="search"
          label="Search for keys"
          isLabelHidden
          placeholder="Part of a key, or a pattern: user:*"
          value={text}
          onInput={setText}
        />
      </div>
      <div class="search-choices">
        <SelectField
          label="Namespace"
          value={namespace}
          choices={choices}
          onChange={onNamespace}
        />
        <SelectField
          label="Type"
          value={type}
          choices={[{ value: "", label: "All types" }, ...TYPES]}
          onChange={onType}
        />
      </div>
    </search>
  );
}
