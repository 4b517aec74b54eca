"""`check`: everything that can stop a run from working, each finding with its remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ralf_notes.cli.commands.checks.engine import engine_findings
from ralf_notes.cli.commands.checks.finding import Finding, failure
from ralf_notes.cli.commands.checks.target import target_findings
from ralf_notes.config.keys import Config
from ralf_notes.config.loading import LoadedConfig
from ralf_notes.errors import UsageError
from ralf_notes.models.engines import Engine
from ralf_notes.source.classify import Kind
from ralf_notes.source.walk import Walk, walk
from ralf_notes.text import count_of


def examine(
    loaded: LoadedConfig,
    open_engine: Callable[[Config], Engine],
    environ: Mapping[str, str],
    *,
    deep: bool = False,
) -> tuple[Finding, ...]:
    """Check everything that a run needs; change nothing, and ask no model unless `deep`.

    Args:
        loaded: the run's configuration.
        open_engine: opens the configured engine.
        environ: the environment, which may say how a server on this machine was started.
        deep: load each model, as a run does, and ask it for a tiny JSON.
    """
    config = loaded.config
    walked, sources = _sources(config)
    return (
        _config_file(loaded),
        *sources,
        *engine_findings(config, walked, open_engine, environ, deep=deep),
        *target_findings(config, walked),
    )


def exit_code_of(findings: Iterable[Finding]) -> int:
    """Return the exit code of the first error, in the order in which a run would meet them."""
    return next((finding.exit_code for finding in findings if finding.level == "error"), 0)


def _config_file(loaded: LoadedConfig) -> Finding:
    if loaded.file is None:
        what = "configuration: no file; defaults, environment and options"
        return Finding("ok", what, "ralf-notes init writes one")
    if loaded.warning:
        return Finding("warning", f"configuration: {loaded.warning}")
    return Finding("ok", f"configuration: {loaded.file}")


def _sources(config: Config) -> tuple[Walk, list[Finding]]:
    """Walk the sources; return the walk, and what there is to say about each source."""
    try:
        walked = walk(config)
    except UsageError as exc:
        return Walk((), ()), [failure(exc)]
    findings = [
        Finding("error", f"source {source}: {why}", exit_code=UsageError.exit_code)
        for source, why in walked.failures
    ]
    findings += [Finding("warning", remark) for remark in walked.remarks]
    for tree in walked.trees:
        chosen = tree.selected_files()
        skipped = sum(file.kind is Kind.SKIPPED for file in chosen)
        at = f" at {tree.commit[:10]}" if tree.commit else ""
        what = f"source {tree.root}{at}: {count_of(len(chosen), 'file')}"
        what += f", {skipped} of them not read" if skipped else ""
        if config.target_dir and config.target_dir.resolve().is_relative_to(tree.root):
            what += "; target_dir lies in it and is left out"
        findings.append(Finding("ok", what))
    return walked, findings
