"""The settings on paper: a file to begin with, and the page of every key; both made from the types."""

from appliance.settings import as_toml, keys


def example() -> str:
    """A settings file in which every key stands with its meaning, all commented out: the defaults rule."""
    lines = ["# Settings of this counter. A line without its # rules; `screwtray settings` shows what is in force."]
    section = None
    for key in keys():
        if key.section != section:
            section = key.section
            lines += ["", f"[{section}]"]
        bounds = f" ({key.bounds})" if key.bounds else f" ({key.kind})" if " or " in key.kind else ""
        lines += [f"# {key.about}{bounds}", f"# {key.name} = {as_toml(key.default)}"]
    return "\n".join(lines) + "\n"


def documentation() -> str:
    """The page of every key, in Markdown."""
    lines = [
        "# Settings",
        "",
        "Made from the program's types by `screwtray settings --markdown`; do not edit. Read at the start is",
        "`/etc/screwtray/settings.toml`, or a user's own in the user's configuration folder, or what the variable",
        "`SCREWTRAY_SETTINGS` names. A variable `SCREWTRAY_<SECTION>__<KEY>` rules over the file.",
        "`screwtray settings --example` prints a file to begin with, `screwtray settings` what is in force and whence.",
    ]
    section = None
    for key in keys():
        if key.section != section:
            section = key.section
            lines += ["", f"## [{section}]", "", "| key | default | is | what for |", "|---|---|---|---|"]
        default = as_toml(key.default)
        lines.append(f"| `{key.name}` | `{default}` | {key.bounds or key.kind} | {key.about} |")
    return "\n".join(lines) + "\n"
