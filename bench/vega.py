"""Vega-Lite pictures by the npm packages that the report of the project has installed (scripts/install-npm.sh)."""

import shutil
import subprocess
import sys
from pathlib import Path

WEB = Path(__file__).resolve().parents[1] / "src" / "orthant" / "report" / "web"

RENDER = """
import fs from 'fs';
import * as vega from 'vega';
import * as lite from 'vega-lite';
const [source, target] = process.argv.slice(-2);
const spec = lite.compile(JSON.parse(fs.readFileSync(source, 'utf8'))).spec;
fs.writeFileSync(target, await new vega.View(vega.parse(spec), {renderer: 'none'}).toSVG());
"""


def render(specification_file: Path, picture: Path) -> bool:
    """Vega-Lite to SVG; False where Node or the packages are missing."""
    if shutil.which("node") is None or not (WEB / "node_modules" / "vega-lite").exists():
        return False
    command = ["node", "--input-type=module", "-e", RENDER, "--", specification_file.resolve(), picture.resolve()]
    done = subprocess.run(command, cwd=WEB, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
    return done.returncode == 0
