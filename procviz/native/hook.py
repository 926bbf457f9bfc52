"""Hatchling's hook: what is written in C goes into the wheel, or into the source tree.

It is optional: whatever goes wrong here, the wheel is made without it, and procviz is installed.
"""

import runpy
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from packaging.tags import platform_tags

DOOR = "procviz/probe/site"


class NativeHook(BuildHookInterface):
    """Builds the library into a wheel, or beside its Python in an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the library before the wheel is put together."""
        self.folder = TemporaryDirectory()  # a build folder in the tree would be left there
        building = runpy.run_path(str(Path(self.root, "procviz", "native", "building.py")))
        library, held = Path(self.folder.name, "library.so"), Path(self.folder.name, "held")
        files = map(building["file_for"], building["PYTHONS"])
        built = {f"{DOOR}/{file}": library for file in files}
        built[f"procviz/{building['HELD']}"] = held
        try:
            building["build"](library)
            building["build_held"](held)
            if version == "editable":
                for place, file in built.items():
                    building["replace"](Path(self.root, place), file)
            else:
                python = "cp{}{}".format(*building["OLDEST"])
                build_data["tag"] = f"{python}-abi3-{platform()}"
                build_data["pure_python"] = False
                for place, file in built.items():
                    own = Path(self.folder.name, Path(place).name)
                    if own != file:
                        shutil.copy(file, own)
                    build_data["force_include"][str(own)] = place
        except Exception as error:  # our own too: the native part must never hinder an install
            self.app.display_warning(f"procviz works without its native part: {error}")
            if version == "editable":
                for place in built:
                    building["forget_stale"](Path(self.root, place))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Clean up."""
        self.folder.cleanup()


def platform() -> str:
    """The wheel's platform: of this machine, as it is not built for other Linuxes to use."""
    return next(tag for tag in platform_tags() if not tag.startswith(("manylinux", "musllinux")))
