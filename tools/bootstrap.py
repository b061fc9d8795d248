"""Prepare a fresh machine, then run a command with the project's own Python.

    python3 tools/bootstrap.py {run|test} [arguments for .venv/bin/python]

`run` installs what the product needs, `test` what tests and checks need on top. It uses only the standard
library of any Python since 3.7, because it is what finds a newer one. What a run does not need is not touched:
a second start takes a fraction of a second. Two starts at once wait for one another.
"""

# ruff: noqa: S606  the programs and their arguments are ours

import contextlib
import fcntl
import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
HELPER = ROOT / ".venv-uv"  # holds uv while it fetches a Python, on machines whose own Python is too old
STAMP = VENV / "opsdept-setup.json"
REQUIREMENTS = ROOT / "requirements"

OLDEST = (3, 12)
NEEDED = "3.12"
PREFERRED = ("3.13", "3.14", "3.12")
VENV_PACKAGE = "python3-venv"
RUN_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-noto-cjk")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
APT = "apt-get install -y --no-install-recommends"


class SetupError(Exception):
    """The text tells the person at the keyboard what to do."""


def say(text):
    print("opsdept: " + text, file=sys.stderr, flush=True)


def main(level, command):
    try:
        with one_at_a_time():
            prepare(level)
    except SetupError as problem:
        sys.exit(f"opsdept: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
    if command:
        os.execv(str(python()), [str(python()), *command])


def prepare(level):
    install_system_packages(level)
    make_venv()
    install_requirements(level)


@contextlib.contextmanager
def one_at_a_time():
    folder = os.open(str(ROOT), os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Another start is setting this checkout up. Waiting for it ...")
        fcntl.flock(folder, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(folder)


# System packages


def install_system_packages(level):
    """Install with apt what is missing, or print the one command that an administrator has to type."""
    if not shutil.which("dpkg-query") or not shutil.which("apt-get"):
        return
    missing = not_installed(RUN_PACKAGES)
    if not works(python()) and not can_make_environments():
        missing.insert(0, VENV_PACKAGE)
    browser = [] if any(map(shutil.which, BROWSERS)) else ["chromium"]
    if not missing and not (browser and level == "test"):
        return
    privilege = how_to_be_root()
    if privilege is None:
        say("Some system packages are missing. An administrator installs them with this command:")
        say(f"    {APT} {' '.join(missing + browser)}")
        return
    wanted = missing + (browser if level == "test" else [])
    say(f"Installing system packages: {' '.join(wanted)} ...")
    apt(privilege, "update", "-qq")
    if apt(privilege, *APT.split()[1:], "-qq", *wanted):
        return
    # One package that a distribution lacks must not keep the others away.
    failed = [name for name in wanted if not apt(privilege, *APT.split()[1:], "-qq", name)]
    if failed:
        say(f"apt could not install {' '.join(failed)}: going on without. `manage.py check` says what that means.")


def not_installed(packages):
    listed = subprocess.run(
        ["dpkg-query", "-W", "-f=${Package} ${db:Status-Status}\n", *packages],
        check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ).stdout.decode().splitlines()  # fmt: skip
    return [name for name in packages if name + " installed" not in listed]


def how_to_be_root():
    """The words in front of a command that needs root, or None when we may not."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    may = shutil.which("sudo") and not subprocess.run([*sudo, "true"], check=False, stderr=subprocess.DEVNULL).returncode
    return sudo if may else None


def apt(privilege, *arguments):
    options = ["-o", "DPkg::Lock::Timeout=300"]
    words = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *options, *arguments]
    done = subprocess.run([*privilege, *words], check=False, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    return done.returncode == 0


# Python and its environment


def python():
    return VENV / "bin" / "python"


def make_venv():
    """A virtual environment with Python >= 3.12 and our installer in it."""
    is_ours = stamp().get("venv", str(VENV)) == str(VENV) and (VENV / "bin" / "uv").exists()
    if is_ours and works(python()):
        return
    if VENV.exists():
        say("The environment in .venv is from another place or another Python: making it anew.")
        shutil.rmtree(str(VENV))
    if not can_make_environments():
        raise SetupError(
            f"No Python here can make environments: the package {VENV_PACKAGE} is missing. Ask an administrator to "
            "type the command above, then start again."
        )
    found = find_python()
    if found:
        say(f"Making the environment in .venv with {found} ...")
        run([found, "-m", "venv", str(VENV)], "The environment could not be made.")
        pip_install_uv(python())
    else:
        fetch_python()
    write_stamp({"venv": str(VENV)})


def find_python():
    """The path of a Python >= 3.12 on this machine that can make environments, or None."""
    folder = os.environ.get("PYENV_ROOT") or str(Path.home() / ".pyenv")
    for version in PREFERRED:
        names = [shutil.which("python" + version)]
        names += sorted(glob.glob(f"{folder}/versions/{version}.*/bin/python{version}"), key=natural)[::-1]
        for name in names:
            if name and works(name, complete=True):
                return name
    name = shutil.which("python3")
    return name if name and works(name, complete=True) else None


def natural(text):
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", text)]


def works(interpreter, complete=False, oldest=OLDEST):
    """Whether this Python runs, is new enough and, when asked, has what making an environment needs."""
    modules = "sys, ssl, venv, ensurepip" if complete else "sys, ssl"
    program = f"import {modules}; sys.exit(sys.version_info < {oldest})"
    try:
        done = subprocess.run([str(interpreter), "-c", program], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError:
        return False
    return done.returncode == 0


def can_make_environments():
    """Whether some Python here can: one that is new enough, or the one that runs this, which then fetches another."""
    return bool(find_python()) or works(sys.executable, complete=True, oldest=(3, 7))


def fetch_python():
    """Let uv bring a Python. uv itself comes through pip, with the Python that runs this file."""
    say(f"This machine has no Python {NEEDED} or newer: fetching one, which needs the internet ...")
    if not (HELPER / "bin" / "uv").exists():
        shutil.rmtree(str(HELPER), ignore_errors=True)
        run([sys.executable, "-m", "venv", str(HELPER)], f"The environment in {HELPER} could not be made.")
        pip_install_uv(HELPER / "bin" / "python")
    uv = [str(HELPER / "bin" / "uv")]
    run(
        [*uv, "venv", "--quiet", "--seed", "--managed-python", "--python", PREFERRED[0], str(VENV)],
        f"No Python could be fetched. Install Python {NEEDED} or newer (for example with pyenv) or connect this "
        "machine to the internet, then start again.",
    )
    run(
        [*uv, "pip", "install", "--quiet", "--python", str(python()), "-r", str(REQUIREMENTS / "bootstrap.txt")],
        "The installer uv could not be installed.",
    )


def pip_install_uv(interpreter):
    run(
        [
            str(interpreter),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            "-r",
            str(REQUIREMENTS / "bootstrap.txt"),
        ],
        "The installer uv could not be fetched. Is this machine connected to the internet, or is pip told of a mirror?",
    )


# Packages


def install_requirements(level):
    """Install the locked packages, unless exactly these are installed already."""
    names = ["base.txt"] if level == "run" else ["base.txt", "dev.txt"]
    wanted = {name: digest(REQUIREMENTS / name) for name in [*names, "bootstrap.txt"]}
    done = stamp()
    if all(done.get(name) == value for name, value in wanted.items()):
        return
    say("Installing Python packages (the first time takes a minute or two) ...")
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    run(
        [
            str(VENV / "bin" / "uv"),
            "pip",
            "install",
            *quiet,
            "--python",
            str(python()),
            "--require-hashes",
            "--compile-bytecode",
            "-r",
            str(REQUIREMENTS / names[-1]),
        ],
        "The packages could not be installed; the lines above say why.",
        env={**uv_environment(), **os.environ},
    )
    write_stamp({**done, **wanted})


def uv_environment():
    """What pip is told about indexes, certificates and the like, in the words of uv."""
    listed = subprocess.run(
        [str(python()), "-m", "pip", "config", "list"],
        check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ).stdout.decode()  # fmt: skip
    settings = {}
    for line in listed.splitlines():
        key, _, value = line.partition("=")
        settings[key.split(".", 1)[-1].strip(".").replace("_", "-")] = value.strip("'\"").replace("\\n", " ")
    words = {
        "index-url": "UV_DEFAULT_INDEX",
        "extra-index-url": "UV_INDEX",
        "find-links": "UV_FIND_LINKS",
        "no-index": "UV_NO_INDEX",
        "trusted-host": "UV_INSECURE_HOST",
        "cert": "SSL_CERT_FILE",
        "timeout": "UV_HTTP_TIMEOUT",
        "default-timeout": "UV_HTTP_TIMEOUT",
        "proxy": "ALL_PROXY",
    }
    # pip takes the best version of all its indexes. The hashes make that safe here.
    environment = {"UV_INDEX_STRATEGY": "unsafe-best-match"}
    environment.update({words[key]: value for key, value in settings.items() if key in words and value})
    return environment


def run(command, failure, env=None):
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=env)
    if done.returncode:
        raise SetupError(failure)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def stamp():
    """What the last complete set-up noted about this environment."""
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def write_stamp(content):
    STAMP.write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in ("run", "test"):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
