"""Components of Vue, Svelte and Astro: their script, what they take, emit and show, their links."""

# ruff: noqa: E501  one case of a table is one line

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from material.resolving import resolved

from ralf_notes.outline.model import Outline
from ralf_notes.outline.parse import outline


def of(path: str, text: str) -> Outline:
    return outline(path, dedent(text).lstrip("\n"))


def table(result: Outline, title: str) -> list[tuple[str, ...]]:
    return [row for each in result.tables if each.title == title for row in each.rows]


def test_vue_component_says_what_it_takes_emits_and_shows() -> None:
    result = of(
        "Basket.vue",
        """
        <script setup lang="ts" generic="T extends Record<string, any>">
        // A basket with rows.

        import Row from './Row.vue'
        interface Props {
          /** Who owns it. */
          owner: string
          size?: number
        }
        const { size = 3 } = defineProps<Props>()
        const emit = defineEmits<{ (e: 'sold', id: number): void; shut: [why: string] }>()
        const open = defineModel<boolean>('open', { default: false })
        /** Sells one. */
        function sell(id: number) { emit('sold', id) }
        </script>
        <template>
          <!-- <Old /> -->
          <Row @click="sell(1)" @keydown="$emit('typed', 1)"><slot name="head" /><slot /></Row>
          <my-element /> <AccountName />
        </template>
        <style>a { color: red }</style>
        """,
    )
    assert result.language == "vue"
    assert result.purpose == "A basket with rows."
    assert table(result, "Props") == [
        ("owner", "string", "", "Who owns it."),
        ("size?", "number", "3", ""),
        ("open", "boolean", "false", ""),
    ]
    assert table(result, "Events") == [
        ("sold", "id: number"), ("shut", "[why: string]"), ("typed", ""),
    ]  # fmt: skip
    assert table(result, "Slots") == [("head",), ("default",)]
    assert table(result, "Components") == [("Row",), ("AccountName",)]
    assert {(it.name, it.public, it.doc) for it in result.symbols} == {
        ("Props", True, ""), ("sell", True, "Sells one."),
    }  # fmt: skip
    assert result.about == (
        "Vue component: takes `owner`, `size` and `open`, emits `sold`, `shut` and `typed`, "
        "shows `Row` and `AccountName`."
    )


PROPS = [
    ("x.vue", "<script setup>defineProps(['a', 'b'])</script>", [("a",), ("b",)]),
    ("x.vue", "<script setup>\nconst props = defineProps({ a: String, b: { type: Number, default: 1 }, c: { type: [A, B], required: true } })</script>", [("a", "String", ""), ("b?", "Number", "1"), ("c", "[A, B]", "")]),
    ("x.vue", "<script setup lang='ts'>withDefaults(defineProps<{ a?: string } & Base>(), { a: 'x' })\ntype Base = { b: 1 }</script>", [("a?", "string", "'x'"), ("b", "1", "")]),
    ("x.vue", "<script>\nexport default { name: 'X', props: { a: String }, emits: ['b'] }</script>", [("a", "String")]),
    ("x.vue", "<script lang='ts'>\nexport default defineComponent({ props: ['a'] })</script>", [("a",)]),
    ("x.svelte", "<script>\n  /** Its name. */\n  export let name;\n  export let size = 2;\n  let own = 1</script>", [("name", "", "Its name."), ("size", "2", "")]),
    ("x.svelte", "<script lang='ts'>let { a, b = 1, c: d = 2, ...rest }: { a: string; b?: number } = $props()</script>", [("a", "string", ""), ("b?", "number", "1"), ("c", "", "2")]),
    ("x.astro", "---\ninterface Props { a: string; b?: number }\nconst { a, b = 1 } = Astro.props;\n---\n<p>{a}</p>", [("a", "string", ""), ("b?", "number", "1")]),
    ("x.astro", "---\nconst { a } = Astro.props as Props;\n---\n", [("a",)]),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "expected"), PROPS)
def test_props_are_read_in_every_form(
    path: str, text: str, expected: list[tuple[str, ...]]
) -> None:
    assert table(outline(path, text), "Props") == expected


def test_methods_of_options_are_symbols() -> None:
    result = of(
        "x.vue",
        """
        <script>
        import helper from './helper'
        export default {
          name: 'Card',
          computed: { total() { return 1 } },
          methods: {
            /** Opens it. */
            open(id) { this.$emit('opened') },
            shut: function () {},
          },
        }
        </script>
        """,
    )
    found = {it.name: (it.public, it.doc) for it in result.symbols}
    assert found == {
        "default": (True, ""),
        "default.total": (True, ""),
        "default.open": (True, "Opens it."),
        "default.shut": (True, ""),
    }


def test_offsets_count_in_the_whole_file() -> None:
    text = "<template>ü</template>\n<script>\nfunction a() { return 'é' }\n</script>\n"
    result = outline("x.vue", text)
    [symbol] = result.symbols
    assert text.encode()[symbol.start : symbol.end].decode() == "function a() { return 'é' }"
    assert result.size == len(text.encode())


@pytest.mark.parametrize(
    ("path", "text", "modules"),
    [
        ("x.astro", "---\nimport A from './A.astro'\n---\n<A />\n<script>import { b } from './b'</script>", ["./A.astro", "./b"]),
        ("x.vue", "<script src='./x.ts'></script>", ["./x.ts"]),
        ("x.vue", "<script type='application/ld+json'>import 'no'</script>", []),
        ("x.vue", "<!-- <script>import 'no'</script> -->", []),
        ("x.vue", "<script>import a from 'a'</script>\n<script setup>import b from 'b'</script>", ["a", "b"]),
        ("x.svelte", "<script context='module' lang='ts'>export const load = () => import('./l')</script>", ["./l"]),
        ("x.svelte", "<script>import A from './A.svelte'", ["./A.svelte"]),
    ],
)  # fmt: skip
def test_imports_of_all_scripts_are_found(path: str, text: str, modules: list[str]) -> None:
    assert [each.module for each in outline(path, text).imports] == modules


@pytest.mark.parametrize("path", ["x.vue", "x.svelte", "x.astro"])
@given(
    pieces=st.lists(
        st.sampled_from(
            ["<script>", "</script>", "<script setup lang='ts'>", "---\n", "<style>", "<!--", "-->",
             "defineProps<{ a: 1 }>()\n", "let {a = 1} = $props()\n", "export let b = (\n", "<Row", "/>",
             "<slot name='", "é", "export default {", "}", "\n", "props: [", "]", "emits: {", "'"]
        ),
        max_size=25,
    )
)  # fmt: skip
def test_any_component_has_a_sound_outline(path: str, pieces: list[str]) -> None:
    text = "".join(pieces)
    result = outline(path, text)
    assert result.size == len(text.encode())
    assert all(len(row) == len(each.columns) for each in result.tables for row in each.rows)


# What they use


def used(path: str, sources: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {use.path: use.names for use in resolved(path, sources).uses}


NUXT = {
    "nuxt.config.ts": "export default defineNuxtConfig({})\n",
    "package.json": '{"dependencies": {"nuxt": "4"}}',
    "app/components/account/AccountCard.vue": "<template><p/></template>",
    "app/components/base/icon/Round.vue": "<template><p/></template>",
    "app/components/one/Same.vue": "",
    "app/components/two/Same.vue": "",
    "app/components/Map.client.vue": "<template><p/></template>",
    "app/composables/basket.ts": "export const useBasket = () => 1\nexport function route() {}\n",
    "app/composables/deep/more.ts": "export const useMore = () => 1\n",
    "app/utils/format.ts": "export function price(n: number) { return n }\n",
    "app/utils/other.ts": "export function twice() {}\n",
    "app/utils/again.ts": "export function twice() {}\n",
    "shared/types.ts": "export interface Order {}\n",
    "server/utils/db.ts": "export const useDb = () => 1\n",
}


def test_nuxt_finds_components_and_composables_without_imports() -> None:
    page = (
        "<script setup lang='ts'>\nconst basket = useBasket()\nconst route = basket.route\n"
        "const o: Order = price(twice(useMore()))\nuseDb()\nfunction f() { return route }\n</script>\n"
        "<template><AccountCard /><base-icon-round /><LazyMap /><Same /><Unknown /><p /></template>\n"
    )
    assert used("app/pages/index.vue", {**NUXT, "app/pages/index.vue": page}) == {
        "app/components/Map.client.vue": (),
        "app/components/account/AccountCard.vue": (),
        "app/components/base/icon/Round.vue": (),
        "app/composables/basket.ts": ("useBasket",),
        "app/composables/deep/more.ts": ("useMore",),
        "app/utils/format.ts": ("price",),
        "shared/types.ts": ("Order",),
    }
    handler = "export default defineEventHandler(() => useDb(useBasket()))\n"
    assert used("server/api/x.ts", {**NUXT, "server/api/x.ts": handler}) == {
        "server/utils/db.ts": ("useDb",)
    }


def test_without_nuxt_only_imports_count() -> None:
    sources = {
        "package.json": "{}",
        "src/components/Row.vue": "<template><p/></template>",
        "src/composables/basket.ts": "export const useBasket = () => 1\n",
        "src/App.vue": "<script setup>useBasket()</script><template><Row /></template>",
        "src/Other.vue": "<script setup>import Row from './components/Row.vue'\nimport { useBasket } from '@/composables/basket'</script><template><Row/></template>",
    }
    assert used("src/App.vue", sources) == {}
    assert used("src/Other.vue", sources) == {
        "src/components/Row.vue": ("Row",),
        "src/composables/basket.ts": ("useBasket",),
    }


def test_members_of_a_whole_module_lead_to_the_file_that_defines_them() -> None:
    sources = {
        "core/index.ts": 'export * from "./types"\nexport const own = 1\n',
        "core/types.ts": "export interface Item {}\nexport interface Other {}\n",
        "a.ts": 'import * as core from "./core"\nexport const a = (item: core.Item) => core.own\n',
        "b.js": 'const core = require("./core/index")\nconst { own: mine } = require("./core")\nmodule.exports = () => core.own\n',
    }
    assert used("a.ts", sources) == {
        "core/index.ts": ("Item", "own"),
        "core/types.ts": ("Item",),
    }
    assert used("b.js", sources) == {"core/index.ts": ("own",)}
    imports = outline("b.js", sources["b.js"]).imports
    assert [(it.names, it.local) for it in imports] == [((), ("core",)), (("own",), ("mine",))]
