"""Compile requirements/*.in to the hashed *.txt that everything installs from: make lock [ARGS=--upgrade]

The answers name no registry, so they are the same wherever they are made.
"""

import os
import subprocess
import sys

from bootstrap import REQUIREMENTS, VENV, uv_environment

for name in ("bootstrap", "base", "dev"):
    subprocess.run(
        [
            VENV / "bin" / "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.12", "--generate-hashes",
            "--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command", "make lock", *sys.argv[1:],
            f"requirements/{name}.in", "-o", f"requirements/{name}.txt",
        ],
        check=True, cwd=REQUIREMENTS.parent, env={**uv_environment(), **os.environ},
    )  # fmt: skip
