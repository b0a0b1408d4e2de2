"""The program that draws charts and ends: started by ``drawing``, never imported.

Reads a JSON list of Vega-Lite specs from standard input, writes a JSON list of SVG texts. It
imports nothing of the house, so that it starts fast and has no setting, secret or database within
reach.
"""

import json
import sys

import vl_convert

# One fixed version of the grammar: a newer one in the same wheel changes nothing until we choose.
VEGA_LITE = "6.4"


def main() -> None:
    specs = json.load(sys.stdin.buffer)
    drawn = [
        # Specs hold their own data; no chart fetches anything.
        vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[])
        for spec in specs
    ]
    sys.stdout.buffer.write(json.dumps(drawn).encode())


if __name__ == "__main__":
    main()
