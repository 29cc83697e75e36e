"""Makes the compiled file of AWS's services before the package is built; it is not kept with the sources."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledServices(BuildHookInterface):  # type: ignore[type-arg] # hatchling's own form of a hook
    """The hook; its name is of no matter."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Of hatchling."""
        del version, build_data  # the same for every kind of package
        runpy.run_path(str(Path(self.root) / "scripts/compile_services.py"), run_name="__main__")
